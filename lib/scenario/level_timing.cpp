#include "scenario/level_timing.h"

#include <algorithm>

#include "scenario/scenario.h"

namespace loadtest {
namespace {

constexpr Nanos ramp_each = std::chrono::milliseconds(2);
constexpr int level_parts = 3;

// Long enough that whoever was to begin has begun, and that what the last level left is gone.
Nanos settling_of(const LevelTiming& timing, const LoadProfile& profile) {
  if (timing.settle) return *timing.settle;
  const auto* closed = std::get_if<ClosedModel>(&profile.model);
  return timing.duration / 4 + (closed != nullptr ? closed->think_time.mean() : Nanos(0));
}

double rate_of(const OpenModel& model) {
  return model.stages.empty() ? model.start_rate_per_s : model.stages.back().target;
}

}  // namespace

void set_rate(LoadProfile& profile, double rate_per_s) {
  const auto* before = std::get_if<OpenModel>(&profile.model);
  const bool chosen = before != nullptr && before->backlog_max != default_backlog(rate_of(*before));
  const std::uint64_t backlog = chosen ? before->backlog_max : default_backlog(rate_per_s);
  const Arrival arrival = before != nullptr ? before->arrival : Arrival::regular;
  OpenModel model = constant_rate(rate_per_s, profile.ramp_up, profile.end(), arrival);
  model.backlog_max = backlog;
  profile.model = std::move(model);
}

void time_level(Scenario& run, const LevelTiming& timing, const std::string& name) {
  Nanos ramp_up{0}, settle{0};
  for (const TrackSpec& track : run.tracks) {
    ramp_up = std::max(ramp_up, timing.ramp_up.value_or(ramp_each * track.profile.users));
    settle = std::max(settle, settling_of(timing, track.profile));
  }
  for (TrackSpec& track : run.tracks) {
    LoadProfile& profile = track.profile;
    profile.ramp_up = ramp_up;
    profile.warm_up = ramp_up + settle;
    profile.duration = timing.duration;
    profile.starts_max.reset();
    // Its curve ends where the run does.
    if (const auto* open = std::get_if<OpenModel>(&profile.model)) set_rate(profile, rate_of(*open));
  }
  const Nanos begin = ramp_up + settle, part = timing.duration / level_parts;
  run.phases.clear();
  for (int i = 0; i < level_parts; ++i) run.phases.push_back({name, i == 0 ? Nanos(0) : begin + part * i, {}});
}

}  // namespace loadtest
