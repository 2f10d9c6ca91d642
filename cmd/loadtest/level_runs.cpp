#include "loadtest/level_runs.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <condition_variable>
#include <mutex>

#include "loadtest/problems.h"
#include "loadtest/write_report.h"

namespace loadtest {
namespace {

constexpr Nanos pause_between = std::chrono::milliseconds(200), drain_max = std::chrono::seconds(10);

void wait_unless_stopped(Nanos time, const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any never;
  std::unique_lock lock(mutex);
  never.wait_for(lock, stop, time, [] { return false; });
}

// What was given up may lie in the target still; it waited as long as the slowest at most.
Nanos drain_time(const RunResult& result) {
  Nanos longest{0};
  for (const TrackResult& track : result.tracks) {
    for (const OperationStats& stats : track.total) {
      if (stats.tally.cancelled + stats.tally.failed == 0) continue;
      longest = std::max({longest, stats.cancelled_max, stats.failed.max(), stats.response.max()});
    }
  }
  return pause_between + std::min(longest, drain_max);
}

}  // namespace

LevelRuns::LevelRuns(const RunRequest& request, PreparedRun& prepared, Companions& companions)
    : request_(request),
      prepared_(prepared),
      steering_(signals_),
      companions_end_(companions),
      observers_(request.output.observe, prepared.plan()),
      observer_(request.who, {.quiet = request.output.quiet, .color = request.output.color},
                signals_.tokens().graceful),
      audience_(observer_, companions) {
  const Report described = describe_run(request, prepared);
  for (const auto& companion : companions) companion->on_start(described, steering_);
}

Result<SeenRun> LevelRuns::run(const Scenario& at, const std::string& shown_level) {
  Plan& plan = prepared_.plan();
  for (std::size_t i = 0; i < plan.tracks.size(); ++i) plan.tracks[i].profile = at.tracks[i].profile;
  plan.phases = at.phases;
  place_tracks(plan, std::max(1u, prepared_.scenario().threads));
  spdlog::info("level {} starts", shown_level);
  observers_.begin();
  auto result = loadtest::run(plan, audience_, signals_.tokens());
  observer_.end();
  Observations seen =
      observers_.end(result ? result->t0 : Clock::now(), signals_.stopped_by().has_value(), prepared_.redactor());
  if (!result) return tl::unexpected(result.error());
  return SeenRun{std::move(*result), std::move(seen)};
}

void LevelRuns::drain_after(const RunResult& result) {
  wait_unless_stopped(drain_time(result), signals_.tokens().graceful);
}

void LevelRuns::tell(const std::string& said) const {
  if (!request_.output.quiet) tell_line(request_.who, said, prepared_.redactor());
}

void make_one_phase(RunResult& result) {
  PhaseSpan all{"run", Nanos(0), result.phases.back().to};
  all.lag = result.health.lag;
  result.phases = {std::move(all)};
  for (TrackResult& track : result.tracks) track.phases = track.settled = {track.total};
}

std::optional<ExitCode> end_level_runs(const RunRequest& request, PreparedRun& prepared, Companions& companions,
                                       const Status& done) {
  const Remarks remarks = prepared.clean_up();
  if (!request.output.quiet)
    for (const std::string& note : remarks.notes) tell_line(request.who, note, prepared.redactor());
  for (const std::string& warning : remarks.warnings) spdlog::warn(prepared.redactor().redact(warning));
  if (done) return std::nullopt;
  tell_failure(companions, describe_run(request, prepared), done.error());
  finish(companions, request.output.quiet);
  return tell(request.who, {done.error()}, prepared.redactor());
}

ExitCode report_level_runs(const RunRequest& request, const PreparedRun& prepared, Companions& companions,
                           const Report& report) {
  for (const auto& companion : companions) companion->on_report(report);
  const ExitCode code = write_report(request.who, report, prepared.sinks(), request.output);
  finish(companions, request.output.quiet);
  return code;
}

}  // namespace loadtest
