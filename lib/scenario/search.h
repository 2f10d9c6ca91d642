#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/error.h"
#include "load/load_profile.h"

namespace loadtest {

struct Scenario;

/// A search for the highest level of load that holds: short runs of one scenario, in each of which one track has that
/// many users, or that rate.
struct Search {
  enum class What : std::uint8_t { users, rate } what = What::users;
  std::string track;                                // whose level is raised; empty = the first
  double from = 10, to = 1000;                      // users, or starts per second
  Nanos level_duration = std::chrono::seconds(10);  // that is judged, after ramp-up and settling
  unsigned repeats = 3;                             // tries of the level that is found
  double precision = 0.05;                          // how far the level that breaks may be above it
  std::optional<Nanos> ramp_up{}, settle{};         // of each level; none = by its users and its duration

  static constexpr Nanos level_min = std::chrono::milliseconds(500);
  static constexpr unsigned repeats_max = 99;
  static constexpr double precision_min = 0.001, precision_max = 1;

  /// Index of the track in the scenario; nullopt where it has none of that name.
  std::optional<std::size_t> track_of(const Scenario&) const;
};

/// "users" or "rate".
std::string_view name_of(Search::What);

/// The run at one level of the scenario's search, which must be there and have no problems, as time_level() times it.
Scenario at_level(const Scenario&, double level, const std::string& name);

/// What is wrong with the scenario's search, if it has one.
void check_search(const Scenario&, Problems&);

}  // namespace loadtest
