#include "report/headline.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/segment.h"

namespace loadtest {
namespace {

/// It did its share; nobody knows yet whether the whole passed.
bool is_measured_segment(const Report& report) {
  const VerdictStatus status = report.verdict.status;
  return !report.segment.whole() && (status == VerdictStatus::pass || status == VerdictStatus::warn);
}

Headline headline_of(VerdictStatus status) {
  switch (status) {
    case VerdictStatus::pass:
      return {CriterionStatus::pass, "PASSED"};
    case VerdictStatus::warn:
      return {CriterionStatus::warn, "PASSED WITH WARNINGS"};
    case VerdictStatus::fail:
      return {CriterionStatus::fail, "FAILED"};
    case VerdictStatus::inconclusive:
      break;
  }
  return {CriterionStatus::no_data, "INCONCLUSIVE"};
}

std::string what_held(const Report& report) {
  if (is_measured_segment(report)) return "criteria are judged on the sum of all segments, by loadtest merge";
  const auto& criteria = report.verdict.criteria;
  const auto not_tried = std::count_if(criteria.begin(), criteria.end(),
                                       [](const auto& one) { return one.status == CriterionStatus::not_tried; });
  const auto tried = static_cast<std::ptrdiff_t>(criteria.size()) - not_tried;
  if (tried == 0) return not_tried == 0 ? "no criterion was set" : "no criterion could be tried";
  return fmt::format("{} {}{}", tried, tried == 1 ? "criterion holds" : "criteria hold",
                     not_tried > 0 ? fmt::format(", {} not tried", not_tried) : "");
}

}  // namespace

Headline headline_of(const Report& report) {
  Headline headline = headline_of(report.verdict.status);
  if (is_measured_segment(report)) headline.words = fmt::format("SEGMENT {} MEASURED", segment_name(report.segment));
  return headline;
}

std::vector<std::string> reasons_of(const Report& report) {
  std::vector<std::string> reasons = report.verdict.reasons;
  if (reasons.empty() || is_measured_segment(report)) reasons.push_back(what_held(report));
  return reasons;
}

}  // namespace loadtest
