#include "report/comparison_section.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "report/layout.h"
#include "report/shown.h"

namespace loadtest {
namespace {

constexpr std::size_t measure_width = 20, value_width = 10, change_width = 12, interval_width = 18;

CriterionStatus shown_as(const Change& change) {
  switch (change.standing) {
    case ChangeStanding::better:
      return CriterionStatus::pass;
    case ChangeStanding::worse:
      return change.guarded ? CriterionStatus::fail : CriterionStatus::warn;
    case ChangeStanding::unclear:
      return CriterionStatus::no_data;
    case ChangeStanding::same:
      break;
  }
  return CriterionStatus::not_tried;
}

std::string value_or_dash(ComparedMeasure measure, const std::optional<double>& value) {
  return value ? show_compared(measure, *value) : "–";
}

// On narrow terminals the interval goes, and then the table: a measure has two lines.
constexpr std::size_t with_interval = 6 + measure_width + 2 * value_width + change_width + interval_width;
constexpr std::size_t words_width = 18, narrow = with_interval - interval_width + words_width;

void write_row(Page& page, const Change& one) {
  const std::string change = one.change ? show_change(one.measure, *one.change) : "–";
  const std::string base = value_or_dash(one.measure, one.base), fresh = value_or_dash(one.measure, one.fresh);
  const std::string mark = "  " + mark_of(shown_as(one)).shown(page.paint()) + " ";
  std::string words(standing_name(one.standing));
  if (one.guarded) words += fmt::format(", limit {}", show_size(one.measure, one.limit));
  if (page.columns() < narrow) {
    page.hang(mark, 4, fmt::format("{}: {}", short_name(one.measure), words));
    page.hang("      ", 6, fmt::format("{} to {}, {}", base, fresh, change));
  } else {
    const bool roomy = page.columns() >= with_interval + words_width;
    const std::string head = mark + pad_right(short_name(one.measure), measure_width) + pad_left(base, value_width) +
                             pad_left(fresh, value_width) + pad_left(change, change_width) +
                             (roomy ? pad_left(show_interval(one), interval_width) : std::string()) + "  ";
    page.hang(head, roomy ? with_interval : with_interval - interval_width, words);
  }
  // Behind the table there is no room for a sentence.
  if (one.guarded && one.standing == ChangeStanding::unclear) page.hang("      ", 6, one.why, true);
}

void write_row_titles(Page& page, const Change& one) {
  const std::string title = shown_foreign(one.track + "." + one.operation, page.redactor());
  if (page.columns() < narrow) return page.put("\n  " + title + "\n");
  page.put("\n  " + pad_right(title, measure_width + 2) + pad_left("base", value_width) + pad_left("new", value_width) +
           pad_left("change", change_width));
  if (page.columns() >= with_interval + words_width) page.put(pad_left("95 % interval", interval_width));
  page.put("\n");
}

void write_runs(Page& page, std::string_view side, const std::vector<ComparedRun>& runs) {
  std::vector<std::string> names;
  for (const ComparedRun& run : runs) names.push_back(page.clean(run.file) + (run.used ? "" : " (left out)"));
  page.hang(fmt::format("  {:<5}", side), 7, fmt::format("{}", fmt::join(names, ", ")), true);
}

}  // namespace

std::string comparison_words(const RunComparison& comparison) {
  std::array<std::size_t, standing_words.size()> counts{};
  std::size_t guarded = 0;
  for (const Change& one : comparison.changes) {
    if (!one.guarded) continue;
    ++guarded;
    ++counts.at(static_cast<std::size_t>(one.standing));
  }
  std::string words = comparison.regressed() ? "regression: " : "no regression: ";
  if (guarded == 0) return words + "no measure could be compared";
  words += fmt::format("{} guarded {}", guarded, guarded == 1 ? "measure" : "measures");
  for (std::size_t i = 0; i < counts.size(); ++i)
    if (counts.at(i) > 0) words += fmt::format(", {} {}", counts.at(i), standing_words.at(i));
  return words;
}

std::string show_interval(const Change& change) {
  if (!change.low || !change.high) return "–";
  const std::string low = show_change(change.measure, *change.low), high = show_change(change.measure, *change.high);
  if (!is_relative(change.measure))
    return fmt::format("{} to {}", low.substr(0, low.find(' ')), high.substr(0, high.find(' ')));
  return fmt::format("{} to {}", low.substr(0, low.find(' ')), high);
}

bool is_shown(const RunComparison& comparison, const Change& change) {
  const bool main = std::ranges::any_of(comparison.curves, [&](const ComparedCurve& curve) {
    return curve.track == change.track && curve.operation == change.operation;
  });
  const bool changed = change.standing == ChangeStanding::worse || change.standing == ChangeStanding::better;
  return main || change.guarded || changed;
}

void write_comparison_section(Page& page, const Report& report) {
  if (!report.comparison) return;
  const RunComparison& comparison = *report.comparison;
  page.heading("COMPARISON", comparison_words(comparison));
  write_runs(page, "base", comparison.base);
  write_runs(page, "new", comparison.fresh);
  const Change* before = nullptr;
  for (const Change& one : comparison.changes) {
    if (!page.verbose() && !is_shown(comparison, one)) continue;
    if (before == nullptr || before->track != one.track || before->operation != one.operation)
      write_row_titles(page, one);
    write_row(page, one);
    before = &one;
  }
  if (!comparison.warnings.empty() || !comparison.remarks.empty()) page.put("\n");
  for (const std::string& one : comparison.warnings) page.remark(CriterionStatus::warn, page.clean(one));
  for (const std::string& one : comparison.remarks) page.line(page.clean(one), true);
}

std::string comparison_summary(const Report& report, const ConsoleStyle& style) {
  const Paint paint{style.color};
  Page page(report.redactor, paint, style.verbose, style.columns);
  const RunComparison& comparison = *report.comparison;
  const Mark mark = mark_of(comparison.regressed() ? CriterionStatus::fail : CriterionStatus::pass);
  const std::string plain = fmt::format("{} {}", mark.sign, comparison.regressed() ? "REGRESSION" : "NO REGRESSION");
  std::vector<std::string> told = comparison.regressions();
  if (told.empty()) told.push_back(comparison_words(comparison).substr(std::string_view("no regression: ").size()));
  const std::string head = paint.bold(mark.in_colour(paint, plain)) + " – ";
  if (style.quiet) {
    const std::string more = told.size() > 1 ? fmt::format(" (and {} more)", told.size() - 1) : std::string();
    page.put(head + told.front() + more + "\n");
    told.clear();
  }
  const std::size_t width = width_of(plain) + 3;
  for (std::size_t i = 0; i < told.size(); ++i)
    page.hang(i == 0 ? head : std::string(width, ' '), width, page.clean(told[i]));
  if (!style.quiet) write_comparison_section(page, report);
  std::string text = report.redactor.redact(page.take());
  return style.unicode ? text : to_ascii(text);
}

}  // namespace loadtest
