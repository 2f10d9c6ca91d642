#include "report/annotations.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "judge/wording.h"
#include "report/headline.h"

namespace loadtest {
namespace {

constexpr std::size_t annotations_max = 5;
constexpr std::array<std::string_view, 2> commands{"error", "warning"};

// As GitHub's runner reads them back; in a title also what ends one.
std::string command_text(std::string_view text, bool title) {
  std::string out;
  for (const char c : text) {
    if (c == '%' || c == '\r' || c == '\n' || (title && (c == ':' || c == ',')))
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    else
      out += c;
  }
  return out;
}

}  // namespace

std::vector<Annotation> annotations_of(const Report& report) {
  using Level = Annotation::Level;
  std::vector<Annotation> found;
  const auto clean = [&](const std::string& text) { return report.redactor.redact(text); };
  const std::string run = "loadtest " + clean(report.name);
  const Verdict& verdict = report.verdict;
  if (!verdict.trust.trustworthy)
    found.push_back({Level::error, run + ": generator not trustworthy",
                     clean(fmt::format("{}", fmt::join(verdict.trust.reasons, "; ")))});
  for (const CriterionResult& one : verdict.criteria) {
    const bool warned = one.status == CriterionStatus::warn;
    if (!warned && one.status != CriterionStatus::fail && one.status != CriterionStatus::no_data) continue;
    const std::string seen = one.observed ? "was " + show_value(*one.observed, one.unit) : "no data";
    const Level level = one.status == CriterionStatus::fail || report.strict ? Level::error : Level::warning;
    found.push_back({level, fmt::format("{}: {}", run, clean(one.name)),
                     fmt::format("{}, wanted {}", seen, clean(one.expression))});
  }
  for (const Finding& one : report.findings) {
    if (one.severity == Severity::info) continue;
    std::string text = clean(one.title);
    if (!one.advice.empty()) text += "; try: " + clean(one.advice.front());
    found.push_back({Level::warning, fmt::format("{}: {}", run, one.id), std::move(text)});
  }
  // A run can fail, or be inconclusive, for another reason: its users were gone, or it was stopped.
  if (found.empty() && verdict.exit_code != ExitCode::passed)
    found.push_back({verdict.status == VerdictStatus::fail ? Level::error : Level::warning,
                     fmt::format("{}: {}", run, headline_of(report).words), clean(reasons_of(report).front())});
  std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.level < b.level; });
  return found;
}

std::string workflow_commands(std::span<const Annotation> annotations) {
  std::string out;
  for (std::size_t i = 0; i < std::min(annotations.size(), annotations_max); ++i) {
    const Annotation& one = annotations[i];
    std::string text = one.text;
    if (i + 1 == annotations_max && annotations.size() > annotations_max)
      text += fmt::format(" (and {} more)", annotations.size() - annotations_max);
    out += fmt::format("::{} title={}::{}\n", commands[static_cast<std::size_t>(one.level)],
                       command_text(one.title, true), command_text(text, false));
  }
  return out;
}

}  // namespace loadtest
