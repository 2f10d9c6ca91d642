#include "loadtest/run_scenario.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "core/units.h"
#include "engine/engine.h"
#include "findings/rule.h"
#include "loadtest/baseline.h"
#include "loadtest/companions.h"
#include "loadtest/file_scenario.h"
#include "loadtest/find_max.h"
#include "loadtest/host.h"
#include "loadtest/live_observer.h"
#include "loadtest/log.h"
#include "loadtest/observers.h"
#include "loadtest/prepared_run.h"
#include "loadtest/problems.h"
#include "loadtest/show_scenario.h"
#include "loadtest/signals.h"
#include "loadtest/steering.h"
#include "loadtest/sweep.h"
#include "loadtest/version.h"
#include "loadtest/write_report.h"

namespace loadtest {

Report describe_run(const RunRequest& request, const PreparedRun& prepared) {
  const Scenario& scenario = prepared.scenario();
  const Host host = this_host();
  Report report;
  report.tool_version = tool_version();
  report.tool_commit = tool_commit();
  report.id = scenario.run_id;
  report.name = scenario.name;
  report.command = request.command;
  report.labels = scenario.labels;
  report.seed = scenario.seed;
  report.threads = scenario.threads;
  report.segment = scenario.segment;
  report.host_name = host.name;
  report.host_cpus = host.cpus;
  report.host_memory_bytes = host.memory_bytes;
  report.host_os = host.os;
  report.embedded = scenario.embedded();
  report.strict = scenario.strict;
  report.default_criteria = scenario.default_criteria;
  report.scenario = show_tracks(scenario);
  report.thresholds = scenario.thresholds;
  report.warnings = prepared.warnings();
  report.redactor = prepared.redactor();
  return report;
}

Report make_report(const RunRequest& request, const PreparedRun& prepared, RunResult result,
                   Observations observations) {
  Report report = describe_run(request, prepared);
  report.verdict = judge(result, prepared.criteria(),
                         {.strict = report.strict,
                          .embedded = report.embedded,
                          .warnings = report.warnings,
                          .segment = !report.segment.whole()});
  report.interference = find_interference(result);
  report.result = std::move(result);
  report.observations = std::move(observations);
  report.coincidences = find_coincidences(report.result, report.observations, report.seed);
  report.findings = find_causes(report);
  return report;
}

namespace {

void tell_notes(const RunRequest& request, const PreparedRun& prepared, const std::vector<std::string>& notes) {
  if (request.output.quiet) return;
  for (const std::string& note : notes) tell_line(request.who, note, prepared.redactor());
}

ExitCode show_dry_run(const RunRequest& request, const PreparedRun& prepared) {
  std::vector<std::string> remarks = request.notes;
  for (const std::string& warning : prepared.warnings()) remarks.push_back("warning: " + warning);
  add_remarks(prepared.guard(), remarks);
  const bool printed =
      print_out(scenario_text(prepared.scenario(), remarks, prepared.redactor(), request.output.print_config));
  return printed ? ExitCode::passed : ExitCode::not_carried_out;
}

// Whoever adds segments up is told by the result when each began.
void tell_late_start(const RunResult& result, PreparedRun& prepared) {
  constexpr Nanos late_from = std::chrono::milliseconds(10);
  const Nanos late = result.start_at ? result.started_at - *result.start_at : Nanos(0);
  if (result.cut_short() || late < late_from) return;
  prepared.warn(fmt::format("the run began {} after its --start-at: getting ready took longer than until then",
                            show_millis(to_millis(late))));
  spdlog::warn(prepared.warnings().back());
}

ExitCode measure(const RunRequest& request, PreparedRun& prepared, Baseline& baseline, Companions& companions) {
  Signals signals;
  Steering steering(signals);
  const CompanionsEnd before_what_they_steer(companions);
  LiveObserver observer(request.who, {.quiet = request.output.quiet, .color = request.output.color},
                        signals.tokens().graceful);
  const Scenario& scenario = prepared.scenario();
  spdlog::info("run starts: seed {}, {} threads", scenario.seed, scenario.threads);
  const Report described = describe_run(request, prepared);
  for (const auto& companion : companions) companion->on_start(described, steering);
  Observers observers(request.output.observe, prepared.plan());
  observers.begin();
  Audience audience(observer, companions);
  Result<RunResult> result = run(prepared.plan(), audience, signals.tokens(), &steering.held());
  const std::optional<StopReason> stopped_by = signals.stopped_by();  // not by what comes while it cleans up
  observer.end();
  Observations observations =
      observers.end(result ? result->t0 : Clock::now(), stopped_by.has_value(), prepared.redactor());
  const Remarks remarks = prepared.clean_up();
  tell_notes(request, prepared, remarks.notes);
  for (const std::string& warning : remarks.warnings) spdlog::warn(prepared.redactor().redact(warning));
  if (!result) {
    tell_failure(companions, described, result.error());
    finish(companions, request.output.quiet);
    return tell(request.who, {result.error()}, prepared.redactor());
  }
  if (stopped_by) result->stop_reason = *stopped_by;
  for (std::size_t i = 0; i < result->tracks.size(); ++i) {
    result->tracks[i].facts = prepared.plan().tracks[i].workload->facts();
  }
  tell_late_start(*result, prepared);
  for (const std::string& warning : steering.warnings()) {
    spdlog::warn(warning);
    prepared.warn(warning);
  }
  spdlog::info("run ended after {:.1f} s of measuring", to_seconds(result->measured));
  Report report = make_report(request, prepared, std::move(*result), std::move(observations));
  hold_against(baseline, report);
  for (const auto& companion : companions) companion->on_report(report);
  const ExitCode code = write_report(request.who, report, prepared.sinks(), request.output);
  finish(companions, request.output.quiet);
  return code;
}

// All of it before the start: nobody wants to learn after an hour that there was nothing to compare with.
Baseline read_baseline(RunRequest& request, const PreparedRun& prepared) {
  const OutputOptions& output = request.output;
  Baseline baseline(output.baseline, output.limits, Baseline::Unlike::refused, request.problems);
  if (baseline.empty() || !request.problems.empty()) return baseline;
  const auto refuse = [&](std::string what, std::string hint) {
    request.problems.push_back({ErrorKind::usage, "--baseline: " + std::move(what), std::move(hint)});
  };
  if (prepared.scenario().search || prepared.scenario().sweep) {
    refuse(
        fmt::format("a {} has no load that could be like another's", prepared.scenario().search ? "search" : "sweep"),
        "compare its result with loadtest compare --force");
  } else if (!prepared.scenario().segment.whole()) {
    refuse("a segment is not the whole load", "give it to loadtest merge");
  } else {
    baseline.check(describe_run(request, prepared), "this run", Baseline::Unlike::refused, request.problems);
  }
  return baseline;
}

// Of many runs the one that asks for most.
Scenario to_prepare(const RunRequest& request) {
  if (request.problems.empty() && request.scenario.search) return at_highest_level(request.scenario);
  if (request.problems.empty() && request.scenario.sweep) return at_highest_point(request.scenario);
  return request.scenario;
}

}  // namespace

ExitCode run_scenario(RunRequest request) {
  check_search(request.scenario, request.problems);
  check_sweep(request.scenario, request.problems);
  PreparedRun prepared(to_prepare(request), request.output, request.problems);
  Baseline baseline = read_baseline(request, prepared);
  if (!request.problems.empty()) {
    return tell(request.who, with_places(std::move(request.problems), request.scenario), prepared.redactor());
  }
  if (request.output.dry_run || request.output.print_config) return show_dry_run(request, prepared);
  if (!prepared.guard().refused.empty()) {
    tell_notes(request, prepared, prepared.guard().notes);
    return tell(request.who, prepared.guard().refused, prepared.redactor());
  }
  Companions companions = make_companions(request.output, request.problems);
  if (!request.problems.empty()) return tell(request.who, request.problems, prepared.redactor());
  start_logging({request.who, request.output.log_file, request.output.quiet, request.output.verbose});
  end_on_signals();
  if (!request.output.quiet) {
    for (const std::string& note : request.notes) tell_line(request.who, note);
    tell_notes(request, prepared, prepared.guard().notes);
  }
  if (const auto reached = prepared.reach_targets(); !reached) {
    tell_failure(companions, describe_run(request, prepared), reached.error());
    finish(companions, request.output.quiet);
    return tell(request.who, {reached.error()}, prepared.redactor());
  }
  tell_notes(request, prepared, prepared.notes());
  for (const std::string& warning : prepared.warnings()) spdlog::warn(prepared.redactor().redact(warning));
  if (prepared.scenario().search) return find_max(request, prepared, companions);
  if (prepared.scenario().sweep) return sweep(request, prepared, companions);
  return measure(request, prepared, baseline, companions);
}

}  // namespace loadtest
