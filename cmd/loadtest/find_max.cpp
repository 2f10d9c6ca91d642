#include "loadtest/find_max.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <condition_variable>
#include <map>
#include <mutex>

#include "core/units.h"
#include "engine/engine.h"
#include "judge/search_outcome.h"
#include "loadtest/live_observer.h"
#include "loadtest/observers.h"
#include "loadtest/problems.h"
#include "loadtest/show_scenario.h"
#include "loadtest/signals.h"
#include "loadtest/steering.h"
#include "loadtest/write_report.h"

namespace loadtest {
namespace {

// A level that the generator spoiled says nothing of the target; one that it spoils each time is beyond it.
constexpr unsigned spoiled_max = 3;
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

// Its thirds served the search alone.
void make_one_phase(RunResult& result) {
  PhaseSpan all{"run", Nanos(0), result.phases.back().to};
  all.lag = result.health.lag;
  result.phases = {std::move(all)};
  for (TrackResult& track : result.tracks) track.phases = track.settled = {track.total};
}

LevelSearch::Limits limits_of(const Search& search) {
  return {.from = search.from,
          .to = search.to,
          .precision = search.precision,
          .repeats = search.repeats,
          .whole = search.what == Search::What::users};
}

/// A run at one level, and what was seen meanwhile.
struct SeenRun {
  RunResult result;
  Observations observations{};
};

/// The search under way: its levels, and the last result of each that held.
class LevelRuns {
 public:
  LevelRuns(const RunRequest& request, PreparedRun& prepared, Companions& companions)
      : request_(request),
        prepared_(prepared),
        search_(*prepared.scenario().search),
        track_(*search_.track_of(prepared.scenario())),
        levels_(limits_of(search_)),
        steering_(signals_),
        companions_end_(companions),
        observers_(request.output.observe, prepared.plan()),
        observer_(request.who, {.quiet = request.output.quiet, .color = request.output.color},
                  signals_.tokens().graceful),
        audience_(observer_, companions) {
    const Report described = describe_run(request, prepared);
    for (const auto& companion : companions) companion->on_start(described, steering_);
    outcome_.what = name_of(search_.what);
    outcome_.track = prepared.scenario().tracks[track_].name;
    outcome_.from = search_.from;
    outcome_.to = search_.to;
    outcome_.precision = search_.precision;
    outcome_.level_duration = search_.level_duration;
    outcome_.repeats = search_.repeats;
  }

  Status run_all() {
    SearchEnd end = SearchEnd::found;
    for (unsigned spoiled = 0; const auto level = levels_.next();) {
      auto run = run_one(*level);
      if (!run) return tl::unexpected(run.error());
      last_ = std::move(*run);
      if (signals_.stopped_by()) {
        end = SearchEnd::stopped;
        break;
      }
      const LevelStanding standing = take(*level);
      spoiled = standing == LevelStanding::spoiled ? spoiled + 1 : 0;
      if (spoiled == spoiled_max) {
        end = SearchEnd::generator;
        break;
      }
      wait_unless_stopped(drain_time(last_.result), signals_.tokens().graceful);
    }
    if (end == SearchEnd::found) end = how_it_ended();
    outcome_.conclude(levels_, end);
    return {};
  }

  const SearchOutcome& outcome() const { return outcome_; }
  /// Of the last run at the level that holds; without one, of the last run.
  SeenRun take_run() {
    const auto held = outcome_.holds ? held_.find(*outcome_.holds) : held_.end();
    SeenRun run = std::move(held == held_.end() ? last_ : held->second);
    make_one_phase(run.result);
    if (const auto stopped_by = signals_.stopped_by()) run.result.stop_reason = *stopped_by;
    return run;
  }
  double shown_level() const {
    if (outcome_.holds) return *outcome_.holds;
    return outcome_.levels.empty() ? search_.from : outcome_.levels.back().level;
  }

 private:
  Result<SeenRun> run_one(double level) {
    const Scenario at = at_level(prepared_.scenario(), level, "level " + show_level(level, outcome_.what));
    Plan& plan = prepared_.plan();
    for (std::size_t i = 0; i < plan.tracks.size(); ++i) plan.tracks[i].profile = at.tracks[i].profile;
    plan.phases = at.phases;
    place_tracks(plan, std::max(1u, prepared_.scenario().threads));
    spdlog::info("level {} starts", show_level(level, outcome_.what));
    observers_.begin();
    auto result = loadtest::run(plan, audience_, signals_.tokens());
    observer_.end();
    Observations seen = observers_.end(result ? result->t0 : Clock::now());
    if (!result) return tl::unexpected(result.error());
    return SeenRun{std::move(*result), std::move(seen)};
  }

  LevelStanding take(double level) {
    LevelTry tried =
        judge_level(last_.result, prepared_.criteria(),
                    {.strict = prepared_.scenario().strict, .embedded = prepared_.scenario().embedded()}, track_);
    tried.level = level;
    tell(tried);
    if (tried.standing != LevelStanding::spoiled) levels_.told(level, tried.standing == LevelStanding::held);
    if (tried.standing == LevelStanding::held) held_[level] = last_;
    outcome_.levels.push_back(std::move(tried));
    return outcome_.levels.back().standing;
  }

  void tell(const LevelTry& tried) const {
    if (request_.output.quiet) return;
    const std::string level = show_level(tried.level, outcome_.what);
    std::string said;
    if (tried.standing == LevelStanding::held) {
      said = fmt::format("{} holds: p95 {}, success {}", level, tried.p95_ms ? show_millis(*tried.p95_ms) : "–",
                         show_share(tried.success_share));
    } else {
      const bool broke = tried.standing == LevelStanding::broke;
      said = fmt::format("{} {}: {}", level, broke ? "breaks" : "says nothing, the generator was not trustworthy",
                         tried.reason);
    }
    tell_line(request_.who, said, prepared_.redactor());
  }

  SearchEnd how_it_ended() const {
    if (!levels_.holds()) return SearchEnd::none_holds;
    if (!levels_.breaks()) return *levels_.holds() >= search_.to ? SearchEnd::none_breaks : SearchEnd::inconclusive;
    const bool confirmed = levels_.at(*levels_.holds()).tried() >= search_.repeats;
    return confirmed ? SearchEnd::found : SearchEnd::inconclusive;
  }

  const RunRequest& request_;
  PreparedRun& prepared_;
  const Search search_;
  const std::size_t track_;
  LevelSearch levels_;
  Signals signals_;    // before the observer, which looks at its token
  Steering steering_;  // of a search nobody holds the users: how many there are is what it tries
  CompanionsEnd companions_end_;
  Observers observers_;
  LiveObserver observer_;
  Audience audience_;
  SearchOutcome outcome_;
  SeenRun last_;
  std::map<double, SeenRun> held_;
};

}  // namespace

Scenario at_highest_level(const Scenario& scenario) { return at_level(scenario, scenario.search->to, "level"); }

ExitCode find_max(const RunRequest& request, PreparedRun& prepared, Companions& companions) {
  LevelRuns runs(request, prepared, companions);
  const Status done = runs.run_all();
  const Remarks remarks = prepared.clean_up();
  if (!request.output.quiet)
    for (const std::string& note : remarks.notes) tell_line(request.who, note, prepared.redactor());
  for (const std::string& warning : remarks.warnings) spdlog::warn(prepared.redactor().redact(warning));
  if (!done) {
    tell_failure(companions, describe_run(request, prepared), done.error());
    finish(companions, request.output.quiet);
    return tell(request.who, {done.error()}, prepared.redactor());
  }

  const Scenario shown = at_level(prepared.scenario(), runs.shown_level(), "level");
  const std::size_t track = *shown.search->track_of(shown);
  if (const auto few = too_few_users(runs.outcome(), shown.tracks[track].profile.users)) prepared.warn(*few);
  auto [result, observations] = runs.take_run();
  for (std::size_t i = 0; i < result.tracks.size(); ++i)
    result.tracks[i].facts = prepared.plan().tracks[i].workload->facts();
  const StopReason stop_reason = result.stop_reason;
  Report report = make_report(request, prepared, std::move(result), std::move(observations));
  report.scenario = show_tracks(shown);
  report.verdict = conclude(std::move(report.verdict), runs.outcome(), stop_reason);
  report.search = runs.outcome();
  for (const auto& companion : companions) companion->on_report(report);
  const ExitCode code = write_report(request.who, report, prepared.sinks(), request.output);
  finish(companions, request.output.quiet);
  return code;
}

}  // namespace loadtest
