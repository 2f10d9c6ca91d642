#include "report/comparison_markdown.h"

#include <fmt/format.h>

#include "report/comparison_section.h"
#include "report/file_formats.h"
#include "report/shown.h"

namespace loadtest {
namespace {

std::string standing_emoji(const Change& one) {
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

void write_comparison(MarkdownPage& page, const Report& report) {
  if (!report.comparison) return;
  const RunComparison& comparison = *report.comparison;
  const auto words = [&](const std::string& text) { return markdown_words(report.redactor.redact(text)); };
  page.line(fmt::format("\n### {} Comparison: {}\n", comparison.regressed() ? "❌" : "✅", comparison_words(comparison)));
  for (const std::string& one : comparison.regressions()) page.line("- " + words(one));
  page.table_head({"", "measure", "base", "new", "change", "95 % interval", "limit"}, 2, 7);
  for (const Change& one : comparison.changes) {
    if (!is_shown(comparison, one)) continue;
    page.table_row({standing_emoji(one), markdown_words(shown_foreign(subject_of(comparison, one), report.redactor)),
                    one.base ? show_compared(one.measure, *one.base) : "–",
                    one.fresh ? show_compared(one.measure, *one.fresh) : "–",
                    one.change ? show_change(one.measure, *one.change) : "–", show_interval(one),
                    one.guarded ? show_size(one.measure, one.limit) : ""});
  }
  page.line();
  for (const std::string& one : comparison.warnings) page.line("- ⚠️ " + words(one));
  for (const std::string& one : comparison.remarks) page.line("- " + words(one));
}

std::string comparison_markdown(const Report& report) {
  MarkdownPage page(markdown_bytes_max);
  write_comparison(page, report);
  const std::string text = page.take();
  return text.substr(text.find_first_not_of('\n'));
}

}  // namespace loadtest
