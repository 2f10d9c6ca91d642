#include "report/comparison_markdown.h"

#include <fmt/format.h>

#include <algorithm>

#include "report/comparison_section.h"
#include "report/shown.h"

namespace loadtest {
namespace {

constexpr std::size_t rows_max = 60, told_max = 10;

/// Text that is no markup: in a table, too.
std::string plain_markdown(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '<') {
      out += "&lt;";
      continue;
    }
    if (c == '\n' || c == '\r') {
      out += ' ';
      continue;
    }
    // An @ would call a person of that name.
    if (std::string_view("\\`*_[]|#~&@!").find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

std::string_view sign_of(const Change& one) {
  switch (one.standing) {
    case ChangeStanding::better:
      return "✅ better";
    case ChangeStanding::worse:
      return one.guarded ? "❌ **worse**" : "⚠️ worse";
    case ChangeStanding::unclear:
      return "❔ unclear";
    case ChangeStanding::same:
      break;
  }
  return "same";
}

}  // namespace

std::string comparison_markdown(const Report& report) {
  if (!report.comparison) return {};
  const RunComparison& comparison = *report.comparison;
  const auto clean = [&](std::string_view text) { return plain_markdown(shown_foreign(text, report.redactor)); };
  std::string out = fmt::format("### {} {}\n\n", comparison.regressed() ? "❌" : "✅",
                                clean("Comparison: " + comparison_words(comparison)));
  for (const std::string& one : comparison.regressions()) out += "- " + clean(one) + "\n";
  if (comparison.regressed()) out += "\n";
  std::size_t rows = 0;
  for (const Change& one : comparison.changes) {
    if (!is_shown(comparison, one) || rows++ >= rows_max) continue;
    if (rows == 1)
      out += "| | measure | base | new | change | 95 % interval | limit |\n|---|---|--:|--:|--:|--:|--:|\n";
    out += fmt::format("| {} | {} | {} | {} | {} | {} | {} |\n", sign_of(one), clean(subject_of(comparison, one)),
                       one.base ? show_compared(one.measure, *one.base) : "–",
                       one.fresh ? show_compared(one.measure, *one.fresh) : "–",
                       one.change ? show_change(one.measure, *one.change) : "–", show_interval(one),
                       one.guarded ? show_size(one.measure, one.limit) : "");
  }
  if (rows > rows_max) out += fmt::format("\n{} more rows are in the result file.\n", rows - rows_max);
  std::size_t told = 0;
  for (const auto* list : {&comparison.warnings, &comparison.remarks}) {
    for (const std::string& one : *list) {
      if (told++ >= told_max) continue;
      out +=
          fmt::format("{}- {}{}\n", told == 1 ? "\n" : "", list == &comparison.warnings ? "⚠️ " : "", clean(one));
    }
  }
  return out;
}

}  // namespace loadtest
