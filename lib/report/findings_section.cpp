#include "report/findings_section.h"

#include <fmt/format.h>

#include <algorithm>

namespace loadtest {

namespace {

constexpr std::size_t evidence_shown = 3, advice_shown = 2;

// At a glance the first few; how many more there are is said where they would stand.
void write_lines(Page& page, std::string_view head, const std::vector<std::string>& lines, std::size_t shown_max) {
  const std::size_t shown = page.verbose() ? lines.size() : std::min(lines.size(), shown_max);
  for (std::size_t i = 0; i < shown; ++i) page.hang(head, width_of(head), page.clean(lines[i]), true);
}

}  // namespace

CriterionStatus standing_of(Severity severity) {
  switch (severity) {
    case Severity::info:
      return CriterionStatus::not_tried;
    case Severity::warning:
      return CriterionStatus::warn;
    case Severity::critical:
      break;
  }
  return CriterionStatus::fail;
}

void write_findings_section(Page& page, const Report& report) {
  if (report.findings.empty()) return;
  page.heading("FINDINGS", "causes that the figures point to; loadtest explain ID tells more");
  for (const Finding& one : report.findings) {
    page.remark(standing_of(one.severity), page.clean(fmt::format("{} ({})", one.title, one.id)));
    write_lines(page, "      · ", one.evidence, evidence_shown);
    write_lines(page, "      → ", one.advice, advice_shown);
  }
}

}  // namespace loadtest
