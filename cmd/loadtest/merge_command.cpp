#include "loadtest/merge_command.h"

#include <fmt/format.h>

#include <algorithm>
#include <random>

#include "archive/read_result.h"
#include "archive/segment_sum.h"
#include "core/text.h"
#include "findings/rule.h"
#include "judge/criteria.h"
#include "loadtest/baseline.h"
#include "loadtest/host.h"
#include "loadtest/load_options.h"
#include "loadtest/may_differ.h"
#include "loadtest/problems.h"
#include "loadtest/version.h"
#include "loadtest/write_report.h"

namespace loadtest {
namespace {

constexpr std::string_view who = "loadtest merge";

constexpr OptionSpec allow_missing{.name = "allow-missing",
                                   .value = "",
                                   .fallback = "",
                                   .help = "add up what there is; the verdict is then inconclusive at best",
                                   .group = "Segments"};

// Of the options of a run, those that say how it is judged and shown.
std::vector<OptionSpec> merge_options() {
  std::vector<OptionSpec> options{allow_missing};
  options.push_back(shared_option("threshold", "one more criterion, beside those that the segments were run with"));
  for (const std::string_view name : {"no-default-criteria", "baseline", "max-regression", "strict", "out", "json",
                                      "quiet", "verbose", "no-color", "log-format", "no-github"})
    options.push_back(shared_option(name));
  return options;
}

std::vector<MeasuredTrack> measured_tracks(const RunResult& result) {
  std::vector<MeasuredTrack> measured;
  for (const TrackResult& track : result.tracks) {
    MeasuredTrack& one = measured.emplace_back(MeasuredTrack{track.name, track.workload, {}});
    for (const OperationSpec& operation : track.operations) one.operations.push_back(operation.name);
  }
  return measured;
}

void describe(Report& report, const CommandInput& input) {
  report.tool_version = tool_version();
  report.tool_commit = tool_commit();
  report.command = input.shown;
  report.id = make_run_id(std::chrono::system_clock::now(), std::random_device()());
  const auto thresholds = input.settings.all("threshold");
  report.thresholds.insert(report.thresholds.end(), thresholds.begin(), thresholds.end());
  report.default_criteria = report.default_criteria && !input.given.has("no-default-criteria");
  report.strict = report.strict || input.given.has("strict");
}

void tell_of_missing(const SegmentSum& sum, Problems& problems) {
  if (sum.missing().empty()) return;
  problems.push_back({ErrorKind::usage, sum.missing(),
                      "give all of its results; --allow-missing adds up what there is, and proves nothing"});
}

// All that is wrong with the files is told at once; what comes after the first that cannot be added is still looked at.
SegmentSum read_all(const std::vector<std::string>& files, Problems& problems) {
  SegmentSum sum(may_differ);
  for (const std::string& file : files) {
    auto report = read_result_file(file);
    if (!report) {
      problems.push_back(report.error());
    } else if (auto added = sum.add(escape_foreign(file), std::move(*report)); !added) {
      problems.push_back(added.error());
    }
  }
  return sum;
}

ExitCode run_merge(const CommandInput& input) {
  Problems problems = input.problems;
  const OutputOptions output = read_output_options(input, problems);
  const ReportSinks sinks = make_sinks(output, problems);
  Baseline baseline(output.baseline, output.limits, Baseline::Unlike::refused, problems);
  if (input.arguments.empty())
    problems.push_back({ErrorKind::usage, "no result is given", "name the files that the segments wrote by --out"});
  if (!problems.empty()) return tell(who, problems);
  SegmentSum sum = read_all(input.arguments, problems);
  if (problems.empty() && !input.given.has("allow-missing")) tell_of_missing(sum, problems);
  if (!problems.empty()) return tell(who, problems);
  const std::vector<std::string> doubts = sum.doubts(), gaps = sum.gaps();
  Report report = sum.take();
  if (!baseline.empty()) baseline.check(report, "the sum", Baseline::Unlike::refused, problems);
  describe(report, input);
  const std::vector<Criterion> criteria =
      make_criteria(measured_tracks(report.result), report.thresholds, report.default_criteria, problems);
  if (!problems.empty()) return tell(who, problems);
  report.verdict = judge(report.result, criteria,
                         {.strict = report.strict,
                          .embedded = report.embedded,
                          .warnings = report.warnings,
                          .doubts = doubts,
                          .gaps = gaps});
  report.findings = find_causes(report);
  hold_against(baseline, report, gaps.empty() ? std::string() : gaps.front());
  return write_report(who, report, sinks, output);
}

}  // namespace

Command merge_command() {
  return {.name = "merge",
          .summary = "add the results of a run's segments up, exactly, and judge the sum",
          .options = merge_options(),
          .arguments = "RESULT...",
          .examples = {"loadtest merge 0.json 1.json 2.json --out run.json",
                       "loadtest merge results/*.json --threshold \"ws.chat.response.p95 < 1s\""},
          .run = run_merge};
}

}  // namespace loadtest
