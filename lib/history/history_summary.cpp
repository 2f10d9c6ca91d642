#include <fmt/format.h>

#include <algorithm>

#include "core/text.h"
#include "history/history_outputs.h"
#include "history/trend_words.h"
#include "report/layout.h"
#include "report/page.h"

namespace loadtest {
namespace {

constexpr std::size_t subject_width = 34, figure_column = 11, bars_max = 30;
constexpr std::size_t table_width = 4 + subject_width + 2 * figure_column + 2;

CriterionStatus verdict_mark(VerdictStatus status) {
  constexpr CriterionStatus like[] = {CriterionStatus::pass, CriterionStatus::warn, CriterionStatus::fail,
                                      CriterionStatus::no_data};
  return like[static_cast<std::size_t>(status)];
}

class HistorySummary {
 public:
  HistorySummary(const History& history, const ConsoleStyle& style)
      : history_(history), style_(style), page_(nothing_, Paint{style.color}, style.verbose, style.columns) {}

  std::string write() {
    std::size_t changed = 0;
    for (const HistoryGroup& group : history_.groups)
      changed += static_cast<std::size_t>(std::ranges::count_if(group.trends, &HistoryTrend::changed));
    page_.hang("", 0,
               fmt::format("{}: {}", history_.folder,
                           changed == 0 ? "no change found"
                                        : fmt::format("{} {} changed", changed, changed == 1 ? "trend" : "trends")));
    if (!style_.quiet) {
      for (const HistoryGroup& group : history_.groups) write_group(group);
      if (!history_.remarks.empty()) page_.put("\n");
      for (const std::string& remark : history_.remarks) page_.remark(CriterionStatus::warn, remark);
    }
    const std::string text = page_.take();
    return style_.unicode ? text : to_ascii(text);
  }

 private:
  void write_group(const HistoryGroup& group) {
    page_.heading("HISTORY", runs_words(group));
    page_.line(escape_foreign(group.load, 2000), true);
    std::string verdicts;
    const std::size_t shown = std::min(group.runs.size(), bars_max);
    for (std::size_t i = group.runs.size() - shown; i < group.runs.size(); ++i)
      verdicts += mark_of(verdict_mark(group.runs[i].verdict)).shown(page_.paint());
    page_.put("  verdicts " + verdicts + "\n\n");
    for (const HistoryTrend& trend : group.trends) write_trend(trend, group);
  }

  void write_trend(const HistoryTrend& trend, const HistoryGroup& group) {
    const CriterionStatus status = trend.statuses.back().value_or(CriterionStatus::not_tried);
    const std::string mark = "  " + mark_of(status).shown(page_.paint()) + " ";
    const std::string subject = escape_foreign(trend.subject);
    const std::string figures =
        pad_left(last_shown(trend), figure_column) + pad_left(median_shown(trend), figure_column) + "  ";
    if (width_of(subject) > subject_width || page_.columns() < table_width + 12) {
      page_.hang(mark, 4, subject);
      page_.put("    " + figures + sparkline(trend.values, std::min(bars_max, page_.columns() - 28), style_.unicode) +
                "\n");
    } else {
      const std::size_t room = std::min(bars_max, page_.columns() - table_width);
      page_.put(mark + pad_right(subject, subject_width) + figures + sparkline(trend.values, room, style_.unicode) +
                "\n");
    }
    if (trend.changed) page_.hang("      ", 6, page_.paint().bold(change_words(trend, group)));
  }

  const History& history_;
  const ConsoleStyle& style_;
  const Redactor nothing_;  // secrets were masked when the results were written
  Page page_;
};

}  // namespace

std::string history_summary(const History& history, const ConsoleStyle& style) {
  return HistorySummary(history, style).write();
}

}  // namespace loadtest
