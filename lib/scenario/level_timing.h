#pragma once

#include <optional>
#include <string>

#include "core/clock.h"
#include "load/load_profile.h"

namespace loadtest {

struct Scenario;

/// How each of several short runs of one scenario is timed.
struct LevelTiming {
  Nanos duration{0};                         // that is judged, after ramp-up and settling
  std::optional<Nanos> ramp_up{}, settle{};  // none = by its users and its duration
  static constexpr Nanos duration_min = std::chrono::milliseconds(500);
};

/// Makes the scenario one such run: the load of every track for as long as the timing says, after its ramp-up and a
/// settling time, which are the warm-up. What is judged is parted in three phases of one length, called `name`.
void time_level(Scenario&, const LevelTiming&, const std::string& name);

/// Starts of the track at this rate all the time: it becomes open, and keeps its kind of arrival and a backlog that was
/// chosen.
void set_rate(LoadProfile&, double rate_per_s);

}  // namespace loadtest
