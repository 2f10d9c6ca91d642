#include "scenario/search.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "scenario/scenario.h"

namespace loadtest {
namespace {

constexpr std::array<std::string_view, 2> what_names{"users", "rate"};
constexpr Nanos ramp_each = std::chrono::milliseconds(2);
constexpr int parts = 3;

// Long enough that whoever was to begin has begun, and that what the last level left is gone.
Nanos settling_of(const Search& search, const LoadProfile& profile) {
  if (search.settle) return *search.settle;
  const auto* closed = std::get_if<ClosedModel>(&profile.model);
  return search.level_duration / 4 + (closed != nullptr ? closed->think_time.mean() : Nanos(0));
}

double rate_of(const OpenModel& model) {
  return model.stages.empty() ? model.start_rate_per_s : model.stages.back().target;
}

void set_rate(LoadProfile& profile, double rate_per_s, Arrival arrival) {
  const auto* before = std::get_if<OpenModel>(&profile.model);
  const bool chosen = before != nullptr && before->backlog_max != default_backlog(rate_of(*before));
  const std::uint64_t backlog = chosen ? before->backlog_max : default_backlog(rate_per_s);
  OpenModel model = constant_rate(rate_per_s, profile.ramp_up, profile.end(), arrival);
  model.backlog_max = backlog;
  profile.model = std::move(model);
}

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
  TrackSpec& searched = run.tracks.at(*search.track_of(scenario));
  if (search.what == Search::What::users) searched.profile.users = static_cast<std::uint32_t>(std::llround(level));
  Nanos ramp_up{0}, settle{0};
  for (const TrackSpec& track : run.tracks) {
    ramp_up = std::max(ramp_up, search.ramp_up.value_or(ramp_each * track.profile.users));
    settle = std::max(settle, settling_of(search, track.profile));
  }
  for (TrackSpec& track : run.tracks) {
    LoadProfile& profile = track.profile;
    profile.ramp_up = ramp_up;
    profile.warm_up = ramp_up + settle;
    profile.duration = search.level_duration;
    profile.starts_max.reset();
    const auto* open = std::get_if<OpenModel>(&profile.model);
    const Arrival arrival = open != nullptr ? open->arrival : Arrival::regular;
    const bool raised = search.what == Search::What::rate && &track == &searched;
    if (raised || open != nullptr) set_rate(profile, raised ? level : rate_of(*open), arrival);
  }
  const Nanos begin = ramp_up + settle, part = search.level_duration / parts;
  run.phases.clear();
  for (int i = 0; i < parts; ++i) run.phases.push_back({name, i == 0 ? Nanos(0) : begin + part * i, {}});
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
