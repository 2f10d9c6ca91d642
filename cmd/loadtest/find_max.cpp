#include "loadtest/find_max.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "core/units.h"
#include "judge/search_outcome.h"
#include "loadtest/level_runs.h"
#include "loadtest/show_scenario.h"

namespace loadtest {
namespace {

// A level that the generator spoiled says nothing of the target; one that it spoils each time is beyond it.
constexpr unsigned spoiled_max = 3;

LevelSearch::Limits limits_of(const Search& search) {
  return {.from = search.from,
          .to = search.to,
          .precision = search.precision,
          .repeats = search.repeats,
          .whole = search.what == Search::What::users};
}

/// The search under way: its levels, and the last result of each that held.
class SearchRuns {
 public:
  SearchRuns(const RunRequest& request, PreparedRun& prepared, Companions& companions)
      : prepared_(prepared),
        search_(*prepared.scenario().search),
        track_(*search_.track_of(prepared.scenario())),
        levels_(limits_of(search_)),
        runs_(request, prepared, companions) {
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
      const std::string shown = show_level(*level, outcome_.what);
      auto run = runs_.run(at_level(prepared_.scenario(), *level, "level " + shown), shown);
      if (!run) return tl::unexpected(run.error());
      last_ = std::move(*run);
      if (runs_.stopped_by()) {
        end = SearchEnd::stopped;
        break;
      }
      const LevelStanding standing = take(*level);
      spoiled = standing == LevelStanding::spoiled ? spoiled + 1 : 0;
      if (spoiled == spoiled_max) {
        end = SearchEnd::generator;
        break;
      }
      runs_.drain_after(last_.result);
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
    if (const auto stopped_by = runs_.stopped_by()) run.result.stop_reason = *stopped_by;
    return run;
  }
  double shown_level() const {
    if (outcome_.holds) return *outcome_.holds;
    return outcome_.levels.empty() ? search_.from : outcome_.levels.back().level;
  }

 private:
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
    const std::string level = show_level(tried.level, outcome_.what);
    if (tried.standing == LevelStanding::held)
      return runs_.tell(fmt::format("{} holds: p95 {}, success {}", level,
                                    tried.p95_ms ? show_millis(*tried.p95_ms) : "–", show_share(tried.success_share)));
    const bool broke = tried.standing == LevelStanding::broke;
    runs_.tell(fmt::format("{} {}: {}", level, broke ? "breaks" : "says nothing, the generator was not trustworthy",
                           tried.reason));
  }

  SearchEnd how_it_ended() const {
    if (!levels_.holds()) return SearchEnd::none_holds;
    if (!levels_.breaks()) return *levels_.holds() >= search_.to ? SearchEnd::none_breaks : SearchEnd::inconclusive;
    const bool confirmed = levels_.at(*levels_.holds()).tried() >= search_.repeats;
    return confirmed ? SearchEnd::found : SearchEnd::inconclusive;
  }

  PreparedRun& prepared_;
  const Search search_;
  const std::size_t track_;
  LevelSearch levels_;
  LevelRuns runs_;
  SearchOutcome outcome_;
  SeenRun last_;
  std::map<double, SeenRun> held_;
};

}  // namespace

Scenario at_highest_level(const Scenario& scenario) { return at_level(scenario, scenario.search->to, "level"); }

ExitCode find_max(const RunRequest& request, PreparedRun& prepared, Companions& companions) {
  SearchRuns runs(request, prepared, companions);
  const Status done = runs.run_all();
  if (const auto failed = end_level_runs(request, prepared, companions, done)) return *failed;

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
  return report_level_runs(request, prepared, companions, report);
}

}  // namespace loadtest
