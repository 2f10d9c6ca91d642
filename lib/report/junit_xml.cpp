#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <vector>

#include "core/segment.h"
#include "judge/wording.h"
#include "report/comparison_section.h"
#include "report/file_formats.h"
#include "report/headline.h"
#include "report/result_words.h"
#include "report/sink.h"
#include "report/xml_text.h"

namespace loadtest {
namespace {

enum class CaseEnd { passed, failure, error, skipped };

struct JunitCase {
  std::string name{};
  CaseEnd end = CaseEnd::passed;
  std::string message{};  // what was seen
  std::string text{};     // all of it: some readers show nothing else
  bool has_time = false;
};

/// What was tried held, or something was not right, or there was nothing that could show whether it was.
CaseEnd end_of_verdict(const Report& report) {
  const auto& criteria = report.verdict.criteria;
  switch (report.verdict.status) {
    case VerdictStatus::fail:
      return CaseEnd::failure;
    case VerdictStatus::inconclusive:
      return CaseEnd::error;
    case VerdictStatus::pass:
    case VerdictStatus::warn:
      break;
  }
  const bool tried = std::any_of(criteria.begin(), criteria.end(),
                                 [](const auto& one) { return one.status != CriterionStatus::not_tried; });
  return tried ? CaseEnd::passed : CaseEnd::skipped;
}

CaseEnd end_of_criterion(CriterionStatus status, bool strict) {
  switch (status) {
    case CriterionStatus::pass:
      return CaseEnd::passed;
    case CriterionStatus::warn:
      return strict ? CaseEnd::failure : CaseEnd::passed;
    case CriterionStatus::fail:
      return CaseEnd::failure;
    case CriterionStatus::no_data:
      return CaseEnd::error;
    case CriterionStatus::not_tried:
      break;
  }
  return CaseEnd::skipped;
}

/// One test suite. Secrets are taken out of every text before it is escaped.
class JunitSuite {
 public:
  explicit JunitSuite(const Report& report) : report_(report), suite_("loadtest." + clean(report.name)) {
    cases_.push_back(verdict_case());
    for (const CriterionResult& one : report.verdict.criteria) cases_.push_back(criterion_case(one));
    if (!report.comparison) return;
    for (const Change& one : report.comparison->changes)
      if (one.guarded) cases_.push_back(change_case(one));
  }

  std::string write() const {
    const std::string time = fmt::format("{:.3f}", to_seconds(report_.result.measured));
    const std::string counts = fmt::format("tests=\"{}\" failures=\"{}\" errors=\"{}\"", cases_.size(),
                                           count(CaseEnd::failure), count(CaseEnd::error));
    std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
    out += fmt::format("<testsuites name=\"loadtest\" {} time=\"{}\">\n", counts, time);
    out += fmt::format(
        "  <testsuite name=\"{}\" {} skipped=\"{}\" time=\"{}\" timestamp=\"{}\" hostname=\"{}\" id=\"{}\">\n",
        xml_attribute(suite_), counts, count(CaseEnd::skipped), time, format_instant(report_.result.started_at),
        attribute(report_.host_name), attribute(report_.id));
    out += properties();
    for (const JunitCase& one : cases_) out += element(one, time);
    out += fmt::format("    <system-out>{}</system-out>\n", xml_text(console_summary(report_, {})));
    return out + "  </testsuite>\n</testsuites>\n";
  }

 private:
  std::string clean(const std::string& text) const { return report_.redactor.redact(text); }
  std::string attribute(const std::string& text) const { return xml_attribute(clean(text)); }
  std::ptrdiff_t count(CaseEnd end) const {
    return std::count_if(cases_.begin(), cases_.end(), [&](const JunitCase& one) { return one.end == end; });
  }

  JunitCase verdict_case() const {
    JunitCase one{.name = "verdict", .end = end_of_verdict(report_), .has_time = true};
    std::vector<std::string> reasons;
    for (const std::string& reason : reasons_of(report_)) reasons.push_back(clean(reason));
    const std::string words = headline_of(report_).words;
    one.message = one.end == CaseEnd::skipped ? reasons.back() : fmt::format("{}: {}", words, reasons.front());
    one.text = fmt::format("{}\n{}", words, fmt::join(reasons, "\n"));
    for (const Finding& finding : report_.findings) one.text += "\n" + text_of(finding);
    return one;
  }

  std::string text_of(const Finding& finding) const {
    std::string text = clean(fmt::format("finding {}: {}", finding.id, finding.title));
    for (const std::string& line : finding.evidence) text += "\n  " + clean(line);
    if (!finding.advice.empty()) text += "\n  try: " + clean(finding.advice.front());
    return text;
  }

  JunitCase criterion_case(const CriterionResult& criterion) const {
    JunitCase one{.end = end_of_criterion(criterion.status, report_.strict)};
    const std::string name = clean(criterion.name), note = clean(criterion.note);
    one.name = clean(criterion.expression);
    // What is compared is told by the expression; where two are alike, by their names.
    const auto same = [&](const JunitCase& other) { return other.name == one.name; };
    if (std::any_of(cases_.begin(), cases_.end(), same)) one.name += " (" + name + ")";
    one.message = criterion.observed ? "was " + show_value(*criterion.observed, criterion.unit) : "no data";
    if (one.end == CaseEnd::skipped && !note.empty()) one.message = note;
    if (criterion.status == CriterionStatus::warn) one.message += ", a warning";
    one.text = fmt::format("{}: {}, wanted {}", name, one.message, clean(criterion.expression));
    if (one.message != note && !note.empty()) one.text += "\n" + note;
    return one;
  }

  /// What is unclear proves nothing either way, as a criterion that could not be tried.
  JunitCase change_case(const Change& change) const {
    JunitCase one{.name =
                      fmt::format("{} against the baseline (limit {})", clean(subject_of(*report_.comparison, change)),
                                  show_size(change.measure, change.limit))};
    if (change.standing == ChangeStanding::worse) one.end = CaseEnd::failure;
    if (change.standing == ChangeStanding::unclear) one.end = CaseEnd::skipped;
    one.message = std::string(standing_name(change.standing));
    if (change.base && change.fresh && change.change)
      one.message += fmt::format(": {} to {}, {} ({})", show_compared(change.measure, *change.base),
                                 show_compared(change.measure, *change.fresh),
                                 show_change(change.measure, *change.change), show_interval(change));
    if (!change.why.empty()) one.message += ", " + change.why;
    one.text = fmt::format("{}: {}", one.name, one.message);
    return one;
  }

  std::string properties() const {
    std::string out = "    <properties>\n";
    const auto add = [&](const std::string& name, const std::string& value) {
      out += fmt::format("      <property name=\"{}\" value=\"{}\"/>\n", attribute(name), attribute(value));
    };
    add("run", report_.id);
    add("command", report_.command);
    add("seed", std::to_string(report_.seed));
    add("segment", segment_name(report_.segment));
    add("verdict", std::string(status_name(report_.verdict.status)));
    add("exit_code", std::to_string(static_cast<int>(report_.verdict.exit_code)));
    for (const Finding& finding : report_.findings) add("finding." + finding.id, finding.title);
    add("loadtest", report_.tool_version + " " + report_.tool_commit);
    for (const auto& [label, value] : report_.labels) add("label." + label, value);
    return out + "    </properties>\n";
  }

  std::string element(const JunitCase& one, const std::string& time) const {
    const std::string head = fmt::format("    <testcase name=\"{}\" classname=\"{}\" time=\"{}\">\n",
                                         xml_attribute(one.name), xml_attribute(suite_), one.has_time ? time : "0.000");
    const std::string message = xml_attribute(one.message), text = xml_text(one.text);
    const std::string tail = "    </testcase>\n";
    switch (one.end) {
      case CaseEnd::failure:
        return fmt::format("{}      <failure type=\"criterion\" message=\"{}\">{}</failure>\n{}", head, message, text,
                           tail);
      case CaseEnd::error:
        return fmt::format("{}      <error type=\"inconclusive\" message=\"{}\">{}</error>\n{}", head, message, text,
                           tail);
      case CaseEnd::skipped:
        return fmt::format("{}      <skipped message=\"{}\"/>\n{}", head, message, tail);
      case CaseEnd::passed:
        break;
    }
    return fmt::format("{}      <system-out>{}</system-out>\n{}", head, text, tail);
  }

  const Report& report_;
  std::string suite_;
  std::vector<JunitCase> cases_;
};

}  // namespace

std::string junit_xml(const Report& report) { return JunitSuite(report).write(); }

}  // namespace loadtest
