#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/text.h"
#include "history/history_outputs.h"
#include "history/trend_words.h"
#include "judge/wording.h"
#include "page/figure_cell.h"
#include "page/html.h"
#include "page/page_shell.h"
#include "report/result_words.h"

namespace loadtest {
namespace {

constexpr double line_width = 240, line_height = 32, line_edge = 4;

/// The series as a small line, with a mark where it changed.
void write_small_line(Html& html, const HistoryTrend& trend) {
  double low = INFINITY, high = -INFINITY;
  for (const auto& value : trend.values) {
    if (!value) continue;
    low = std::min(low, *value);
    high = std::max(high, *value);
  }
  const double span = std::max(high - low, std::abs(high) * 0.05);
  const double step = (line_width - 2 * line_edge) / std::max(1.0, static_cast<double>(trend.values.size()) - 1);
  const auto at_x = [&](std::size_t i) { return line_edge + step * static_cast<double>(i); };
  std::string path;
  bool pen_down = false;
  for (std::size_t i = 0; i < trend.values.size(); ++i) {
    if (!trend.values[i]) {
      pen_down = false;
      continue;
    }
    const double share = span > 0 ? (*trend.values[i] - low) / span : 0;
    path += fmt::format("{}{:.1f} {:.1f}{}", pen_down ? 'L' : 'M', at_x(i),
                        line_height - line_edge - share * (line_height - 2 * line_edge), pen_down ? "" : "h.5");
    pen_down = true;
  }
  html.open("svg", {{"viewBox", fmt::format("0 0 {} {}", line_width, line_height), true},
                    {"width", fmt::format("{}", line_width), true},
                    {"height", fmt::format("{}", line_height), true},
                    {"role", "img"},
                    {"aria-label", trend.subject + ", old to new"}});
  if (trend.changed)
    html.raw(fmt::format(R"(<path class="c-fail" d="M{0:.1f} 0V{1}" stroke="#d55e00" stroke-dasharray="3 2"/>)",
                         at_x(trend.change->first) - step / 2, line_height));
  html.raw(fmt::format(R"(<path class="c-blue" d="{}" fill="none" stroke="#0072b2" stroke-width="1.5"/>)", path));
  html.close();
}

void write_trends(Html& html, const HistoryGroup& group) {
  begin_scroll(html, "Trends").open("table").open("thead").open("tr");
  for (const std::string_view name : {"measure", "last", "median", "old to new", "change"})
    html.leaf("th", name, {{"scope", "col"}});
  html.close().close().open("tbody");
  for (const HistoryTrend& trend : group.trends) {
    html.open("tr", {{"data-changed", trend.changed ? "true" : "false"}});
    html.leaf("th", escape_foreign(trend.subject), {{"scope", "row"}});
    html.open("td").figure(last_shown(trend)).close().open("td").figure(median_shown(trend)).close().open("td");
    write_small_line(html, trend);
    html.close().leaf("td", change_words(trend, group), {{"class", "wide"}}).close();
  }
  html.close().close().close();
}

void write_runs_table(Html& html, const HistoryGroup& group) {
  html.open("details").leaf("summary", "Runs");
  begin_scroll(html, "Runs").open("table").open("thead").open("tr");
  for (const std::string_view name : {"file", "started", "verdict"}) html.leaf("th", name, {{"scope", "col"}});
  for (const HistoryTrend& trend : group.trends) html.leaf("th", escape_foreign(trend.subject), {{"scope", "col"}});
  html.close().close().open("tbody");
  for (std::size_t i = 0; i < group.runs.size(); ++i) {
    const HistoryEntry& run = group.runs[i];
    html.open("tr").leaf("th", escape_foreign(run.file), {{"scope", "row"}});
    html.open("td").figure(format_instant(run.started_at)).close();
    html.leaf("td", std::string(status_name(run.verdict)) + (run.doubt.empty() ? "" : ", proves nothing: " + run.doubt),
              {{"class", "wide"}});
    for (const HistoryTrend& trend : group.trends)
      html.open("td").figure(trend.values[i] ? show_value(*trend.values[i], trend.unit) : "–").close();
    html.close();
  }
  html.close().close().close().close();
}

}  // namespace

std::string history_page(const History& history) {
  const Redactor nothing;  // secrets were masked when the results were written
  Html html(nothing);
  html.open("section", {{"class", "verdict"}, {"id", "history"}}).leaf("p", "loadtest history", {{"class", "run"}});
  html.leaf("h1", history.folder).open("ul");
  std::size_t changed = 0;
  for (const HistoryGroup& group : history.groups) {
    for (const HistoryTrend& trend : group.trends) {
      if (!trend.changed) continue;
      html.leaf("li", trend.subject + " " + change_words(trend, group));
      ++changed;
    }
  }
  if (changed == 0) html.leaf("li", "no change found");
  html.close().close();
  for (const HistoryGroup& group : history.groups) {
    html.open("section").leaf("h2", runs_words(group));
    html.open("p", {{"class", "dim"}}).leaf("code", escape_foreign(group.load, 2000)).close();
    write_trends(html, group);
    write_runs_table(html, group);
    html.close();
  }
  if (!history.remarks.empty()) {
    html.open("section").leaf("h2", "Remarks").open("ul");
    for (const std::string& remark : history.remarks) html.leaf("li", remark);
    html.close().close();
  }
  return html_page({.title = "History of " + history.folder,
                    .navigation = "<a href=\"#history\">History</a>",
                    .body = html.take(),
                    .data = {{"loadtest-history", history_json(history)}}});
}

}  // namespace loadtest
