#include "scenario/search.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "scenario/level_timing.h"
#include "scenario/scenario.h"

namespace loadtest {
namespace {

constexpr std::array<std::string_view, 2> what_names{"users", "rate"};

}  // namespace

std::string_view name_of(Search::What what) { return what_names.at(static_cast<std::size_t>(what)); }

std::optional<std::size_t> Search::track_of(const Scenario& scenario) const {
  if (track.empty()) return scenario.tracks.empty() ? std::nullopt : std::optional<std::size_t>(0);
  const auto found = std::ranges::find(scenario.tracks, track, &TrackSpec::name);
  if (found == scenario.tracks.end()) return std::nullopt;
  return static_cast<std::size_t>(found - scenario.tracks.begin());
}

Scenario at_level(const Scenario& scenario, double level, const std::string& name) {
  const Search& search = *scenario.search;
  Scenario run = scenario;
  LoadProfile& searched = run.tracks.at(*search.track_of(scenario)).profile;
  if (search.what == Search::What::users)
    searched.users = static_cast<std::uint32_t>(std::llround(level));
  else
    set_rate(searched, level);
  time_level(run, {search.level_duration, search.ramp_up, search.settle}, name);
  return run;
}

void check_search(const Scenario& scenario, Problems& problems) {
  if (!scenario.search) return;
  const Search& search = *scenario.search;
  const auto wrong = [&](std::string what, std::string hint = {}) {
    problems.push_back({ErrorKind::config, "the search for the highest level: " + std::move(what), std::move(hint)});
  };
  if (!search.track_of(scenario)) wrong("there is no track \"" + search.track + "\" to raise");
  // A level is one load for its whole length.
  for (const TrackSpec& track : scenario.tracks)
    if (track.profile.by_sessions() || track.profile.users_follow_stages() || track.staged)
      wrong("the load of track " + track.name + " changes, a level has the same all the time",
            "leave stages and sessions out");
  if (!(search.from > 0)) wrong("the lowest level must be above 0");
  if (search.from > search.to) wrong("the lowest level is above the highest");
  if (search.what == Search::What::users && search.to > 1'000'000) wrong("there can be 1,000,000 users at most");
  if (search.level_duration < Search::level_min) wrong("a level needs half a second at least");
  if (search.repeats < 1 || search.repeats > Search::repeats_max) wrong("a level is tried 1 to 99 times");
  if (search.precision < Search::precision_min || search.precision > Search::precision_max)
    wrong("its precision is from 0.1% to 100%");
  if (!scenario.segment.whole()) wrong("one generator makes it, no segments", "leave --segment out");
  if (scenario.start_at) wrong("it begins when all is ready", "leave --start-at out");
}

}  // namespace loadtest
