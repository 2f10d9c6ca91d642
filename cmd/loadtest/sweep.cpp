#include "loadtest/sweep.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "core/units.h"
#include "judge/sweep_words.h"
#include "judge/swept_tracks.h"
#include "judge/wording.h"
#include "loadtest/level_runs.h"
#include "loadtest/show_scenario.h"

namespace loadtest {
namespace {

// Once more for a run that the generator spoiled: a hiccup of its machine would leave a hole in the curve.
constexpr unsigned tries_of_a_point = 2;

class SweepRuns {
 public:
  SweepRuns(const RunRequest& request, PreparedRun& prepared, Companions& companions)
      : prepared_(prepared), sweep_(*prepared.scenario().sweep), runs_(request, prepared, companions) {
    for (const Sweep::Axis& axis : sweep_.axes)
      outcome_.axes.push_back(
          {std::string(name_of(axis.what)), axis.key, prepared.scenario().tracks[axis.track].name, axis.values});
    outcome_.run_duration = sweep_.timing.duration;
    for (const Track& track : prepared.plan().tracks) open_.push_back(track.profile.open());
  }

  Status run_all() {
    for (const std::vector<double>& point : points_of(sweep_)) {
      if (const Status made = make_run(point); !made) return made;
      if (runs_.stopped_by()) break;
    }
    conclude();
    add_notes();
    return {};
  }

  const SweepOutcome& outcome() const { return outcome_; }
  /// Of the point that is shown; where none came to its end, the last one.
  SeenRun take_run() {
    const auto shown = outcome_.shown ? kept_.find(*outcome_.shown) : kept_.end();
    SeenRun run = std::move(shown == kept_.end() ? last_ : shown->second);
    make_one_phase(run.result);
    if (const auto stopped_by = runs_.stopped_by()) run.result.stop_reason = *stopped_by;
    return run;
  }
  Scenario shown_scenario() const {
    const auto points = points_of(sweep_);
    const std::size_t made = std::min(outcome_.runs.size(), points.size() - 1);
    return at_point(prepared_.scenario(), outcome_.shown ? outcome_.runs[*outcome_.shown].at : points[made], "run");
  }

 private:
  Status make_run(const std::vector<double>& point) {
    const std::string shown = show_point(outcome_, point);
    const Scenario at = at_point(prepared_.scenario(), point, shown);
    set_pools(point);
    SweepRun run;
    for (unsigned tries = 0; tries < tries_of_a_point; ++tries) {
      auto seen = runs_.run(at, shown);
      if (!seen) return tl::unexpected(seen.error());
      last_ = std::move(*seen);
      for (std::size_t i = 0; i < last_.result.tracks.size(); ++i)
        last_.result.tracks[i].facts = prepared_.plan().tracks[i].workload->facts();
      if (runs_.stopped_by()) return {};
      run = judged(at);
      run.at = point;
      tell(run);
      runs_.drain_after(last_.result);
      if (run.standing != LevelStanding::spoiled || runs_.stopped_by()) break;
    }
    outcome_.runs.push_back(std::move(run));
    keep();
    return {};
  }

  void set_pools(const std::vector<double>& point) {
    for (std::size_t i = 0; i < sweep_.axes.size(); ++i)
      if (sweep_.axes[i].what == Sweep::Axis::What::pool)
        prepared_.plan().tracks[sweep_.axes[i].track].workload->set_pool(static_cast<std::uint32_t>(point[i]));
  }

  SweepRun judged(const Scenario& at) const {
    std::vector<Criterion> criteria = prepared_.criteria();
    std::vector<bool> idle;
    for (std::size_t i = 0; i < at.tracks.size(); ++i) {
      idle.push_back(is_idle(at, i));
      if (idle.back())
        std::erase_if(criteria, [&](const Criterion& one) { return one.threshold.track == at.tracks[i].name; });
    }
    const LevelTry tried =
        judge_level(last_.result, criteria, {.strict = at.strict, .embedded = at.embedded()}, sweep_.axes[0].track);
    return {.at = {},
            .standing = tried.standing,
            .broken = tried.broken,
            .reason = tried.reason,
            .tracks = swept_tracks(last_.result, idle, at.seed)};
  }

  void tell(const SweepRun& run) const {
    const SweptTrack& track = run.tracks[sweep_.axes[0].track];
    const std::string figures =
        fmt::format("{}, p95 {}, success {}", show_value(track.rate_per_s, "1/s"),
                    track.p95_ms ? show_millis(*track.p95_ms) : "–", show_share(track.success_share));
    const std::string point = show_point(outcome_, run.at);
    if (run.standing == LevelStanding::held) return runs_.tell(fmt::format("{}: {}", point, figures));
    const bool broke = run.standing == LevelStanding::broke;
    runs_.tell(fmt::format("{}: {} – {}{}", point, figures,
                           broke ? "" : "says nothing, the generator was not trustworthy: ", run.reason));
  }

  void conclude() { outcome_.conclude(runs_.stopped_by().has_value(), open_.at(sweep_.axes[0].track)); }

  // Which run of a curve is shown is known at its end; of a matrix after each, and there may be many.
  void keep() {
    SeenRun kept = last_;
    for (TrackResult& track : kept.result.tracks) {
      track.phases.clear();
      track.settled.clear();
    }
    kept_[outcome_.runs.size() - 1] = std::move(kept);
    if (!sweep_.matrix()) return;
    conclude();
    std::erase_if(kept_, [&](const auto& one) { return one.first != outcome_.shown; });
  }

  void add_notes() {
    for (const Sweep::Axis& axis : sweep_.axes) {
      if (axis.what != Sweep::Axis::What::pool) continue;
      const std::uint32_t workers = prepared_.scenario().tracks[axis.track].profile.users;
      if (axis.values.back() > workers)
        outcome_.notes.push_back(fmt::format(
            "{} users never hold more than {} connections, so higher values of {} measure the same: ask for more users",
            show_count(workers), show_count(workers), axis.key));
    }
    const auto shown = outcome_.shown ? kept_.find(*outcome_.shown) : kept_.end();
    if (shown == kept_.end()) return;
    if (auto limit = held_against_limit(outcome_, shown->second.observations))
      outcome_.notes.push_back(std::move(*limit));
  }

  PreparedRun& prepared_;
  const Sweep sweep_;
  LevelRuns runs_;
  SweepOutcome outcome_;
  std::vector<bool> open_;  // by track
  SeenRun last_;
  std::map<std::size_t, SeenRun> kept_;  // by their index among the runs
};

}  // namespace

Scenario at_highest_point(const Scenario& scenario) {
  std::vector<double> point;
  for (const Sweep::Axis& axis : scenario.sweep->axes) point.push_back(axis.values.back());
  return at_point(scenario, point, "run");
}

ExitCode sweep(const RunRequest& request, PreparedRun& prepared, Companions& companions) {
  SweepRuns runs(request, prepared, companions);
  const Status done = runs.run_all();
  if (const auto failed = end_level_runs(request, prepared, companions, done)) return *failed;

  auto [result, observations] = runs.take_run();
  const StopReason stop_reason = result.stop_reason;
  const Scenario shown = runs.shown_scenario();
  for (std::size_t i = 0; i < shown.tracks.size(); ++i)
    if (is_idle(shown, i)) prepared.drop_criteria_of(shown.tracks[i].name);
  Report report = make_report(request, prepared, std::move(result), std::move(observations));
  report.scenario = show_tracks(shown);
  report.verdict = conclude(std::move(report.verdict), runs.outcome(), stop_reason);
  report.sweep = runs.outcome();
  return report_level_runs(request, prepared, companions, report);
}

}  // namespace loadtest
