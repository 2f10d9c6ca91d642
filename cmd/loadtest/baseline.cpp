#include "loadtest/baseline.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "archive/read_result.h"
#include "core/text.h"
#include "judge/regression.h"
#include "loadtest/may_differ.h"

namespace loadtest {
namespace {

// Another address is often the point of a comparison, and always worth a remark.
std::vector<std::string> other_addresses(const Report& base, const Report& fresh) {
  std::vector<std::string> found = unlikeness(base, fresh, may_differ);
  for (const std::string& other : unlikeness(base, fresh, of_no_consequence)) std::erase(found, other);
  return found;
}

Report without_figures(Report report) {
  report.result.tracks.clear();
  return report;
}

}  // namespace

Baseline::Baseline(const std::vector<std::string>& files, std::vector<RegressionLimit> limits, Unlike unlike,
                   Problems& problems)
    : limits_(std::move(limits)) {
  for (const std::string& path : files) {
    auto report = read_result_file(path);
    if (!report) {
      problems.push_back(report.error());
      continue;
    }
    const std::string shown = escape_foreign(path);
    if (!described_.empty()) check(*report, shown, unlike, problems);
    runs_.push_back(comparable_run(*report, shown));
    described_.push_back({shown, without_figures(std::move(*report))});
  }
  if (files.empty() && !limits_.empty())
    problems.push_back(
        {ErrorKind::usage, "--max-regression: there is no baseline that it could be held to", "add --baseline FILE"});
  if (!runs_.empty())
    for (Error& unknown : unknown_limits(limits_, runs_.front().figures)) problems.push_back(std::move(unknown));
}

void Baseline::check(const Report& fresh, const std::string& file, Unlike unlike, Problems& problems) {
  const Described& base = described_.front();
  const std::vector<std::string> found = unlikeness(base.report, fresh, of_no_consequence);
  if (!found.empty()) {
    const std::string what = fmt::format("{} and {} are not alike: {}", base.file, file, fmt::join(found, "; "));
    if (unlike == Unlike::refused)
      problems.push_back(
          {ErrorKind::usage, what, "what differs has another load; loadtest compare --force compares all the same"});
    else
      note(warnings_, what);
    forced_ = forced_ || unlike == Unlike::told;
  }
  for (const auto& list : {other_differences(base.report, fresh), other_addresses(base.report, fresh)})
    for (const std::string& one : list) note(remarks_, "the runs differ: " + one);
}

void Baseline::add(const Report& fresh, std::string file, std::string doubt) {
  ComparableRun& run = fresh_.emplace_back(comparable_run(fresh, std::move(file)));
  if (run.shown.doubt.empty()) run.shown.doubt = std::move(doubt);
}

RunComparison Baseline::compare() const {
  RunComparison comparison = compare_runs(runs_, fresh_, limits_);
  comparison.forced = forced_;
  comparison.warnings.insert(comparison.warnings.begin(), warnings_.begin(), warnings_.end());
  comparison.remarks.insert(comparison.remarks.end(), remarks_.begin(), remarks_.end());
  return comparison;
}

void Baseline::note(std::vector<std::string>& list, std::string text) {
  constexpr std::size_t notes_max = 20;
  if (list.size() < notes_max && std::ranges::find(list, text) == list.end()) list.push_back(std::move(text));
}

void hold_against(Baseline& baseline, Report& report, std::string doubt) {
  if (baseline.empty()) return;
  baseline.add(report, "this run", std::move(doubt));
  report.comparison = baseline.compare();
  report.verdict = with_regressions(std::move(report.verdict), *report.comparison, report.strict);
}

}  // namespace loadtest
