#include "scenario/sweep.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "scenario/scenario.h"

namespace loadtest {
namespace {

constexpr std::array<std::string_view, 3> axis_names{"users", "rate", "pool"};

}  // namespace

std::string_view name_of(Sweep::Axis::What what) { return axis_names.at(static_cast<std::size_t>(what)); }

std::vector<std::vector<double>> points_of(const Sweep& sweep) {
  std::vector<std::vector<double>> points;
  for (const double first : sweep.axes.at(0).values) {
    if (!sweep.matrix()) {
      points.push_back({first});
      continue;
    }
    for (const double second : sweep.axes[1].values) points.push_back({first, second});
  }
  return points;
}

Scenario at_point(const Scenario& scenario, std::span<const double> point, const std::string& name) {
  const Sweep& sweep = *scenario.sweep;
  Scenario run = scenario;
  std::vector<bool> active(run.tracks.size(), true);
  for (std::size_t i = 0; i < sweep.axes.size(); ++i) {
    const Sweep::Axis& axis = sweep.axes[i];
    TrackSpec& track = run.tracks.at(axis.track);
    switch (axis.what) {
      case Sweep::Axis::What::users:
        track.profile.users = static_cast<std::uint32_t>(std::llround(point[i]));
        break;
      case Sweep::Axis::What::rate:
        active[axis.track] = point[i] > 0;
        if (point[i] > 0) set_rate(track.profile, point[i]);
        break;
      case Sweep::Axis::What::pool:
        track.options.set(axis.option, fmt::format("{}", std::llround(point[i])));
        break;
    }
  }
  time_level(run, sweep.timing, name);
  if (std::ranges::find(active, false) == active.end()) return run;
  for (Phase& phase : run.phases) phase.active = active;
  return run;
}

bool is_idle(const Scenario& scenario, std::size_t track) {
  return !scenario.phases.empty() &&
         std::ranges::none_of(scenario.phases, [&](const Phase& phase) { return phase.has(track); });
}

void check_sweep(const Scenario& scenario, Problems& problems) {
  if (!scenario.sweep) return;
  const Sweep& sweep = *scenario.sweep;
  const auto wrong = [&](std::string what, std::string hint = {}) {
    problems.push_back({ErrorKind::config, "the sweep: " + std::move(what), std::move(hint)});
  };
  for (const TrackSpec& track : scenario.tracks)
    if (track.profile.by_sessions() || track.profile.users_follow_stages() || track.staged)
      wrong("the load of track " + track.name + " changes, and each run has the same all the time",
            "leave stages and sessions out");
  std::size_t runs = 1;
  for (const Sweep::Axis& axis : sweep.axes) {
    runs *= axis.values.size();
    if (axis.track >= scenario.tracks.size()) wrong("there is no track for " + axis.key);
    if (axis.values.size() < Sweep::values_min || axis.values.size() > Sweep::values_max)
      wrong(fmt::format("{} has {} value{}, it takes {} to {}", axis.key, axis.values.size(),
                        axis.values.size() == 1 ? "" : "s", Sweep::values_min, Sweep::values_max));
    if (std::ranges::adjacent_find(axis.values, std::greater_equal<>{}) != axis.values.end())
      wrong("the values of " + axis.key + " do not rise", "each must be above the one before");
    const bool alone = scenario.tracks.size() < 2 || axis.what != Sweep::Axis::What::rate;
    if (!axis.values.empty() && axis.values.front() <= 0 && (alone || axis.values.front() < 0))
      wrong(axis.key + " of 0 leaves nothing to measure");
  }
  const auto from_nothing = std::ranges::count_if(
      sweep.axes, [](const Sweep::Axis& axis) { return !axis.values.empty() && axis.values.front() == 0; });
  if (scenario.tracks.size() > 1 && static_cast<std::size_t>(from_nothing) >= scenario.tracks.size())
    wrong("a run in which no track does anything measures nothing", "begin one of them above 0");
  if (runs > Sweep::runs_max) wrong(fmt::format("{} runs are too many, it makes {} at most", runs, Sweep::runs_max));
  if (sweep.timing.duration < LevelTiming::duration_min) wrong("a run needs half a second at least");
  if (scenario.search) wrong("a search tries values of its own", "leave --find-max out");
  if (!scenario.segment.whole()) wrong("one generator makes it, no segments", "leave --segment out");
  if (scenario.start_at) wrong("it begins when all is ready", "leave --start-at out");
}

}  // namespace loadtest
