#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/error.h"
#include "scenario/level_timing.h"

namespace loadtest {

/// Short runs of one scenario, one for each of some values of one setting, or of two: a matrix.
struct Sweep {
  struct Axis {
    enum class What : std::uint8_t { users, rate, pool } what = What::users;
    std::string key;             // as its user calls it: "pool-size"
    std::size_t track = 0;       // whose setting it is
    std::string option{};        // of the track's workload, where the pool is set
    std::vector<double> values;  // users, starts per second or connections; a rate may be 0 beside other tracks
  };
  static constexpr std::size_t values_min = 2, values_max = 20, runs_max = 100;

  std::vector<Axis> axes;  // one, or two: for each value of the first, all of the second
  LevelTiming timing{std::chrono::seconds(20)};

  bool matrix() const { return axes.size() > 1; }
};

/// "users", "rate", "pool".
std::string_view name_of(Sweep::Axis::What);

/// What each run of the sweep sets, in their order.
std::vector<std::vector<double>> points_of(const Sweep&);

/// The run at one point of the scenario's sweep, which must be there and have no problems, as time_level() times it. A
/// track whose rate is 0 pauses in it.
Scenario at_point(const Scenario&, std::span<const double> point, const std::string& name);

/// Whether the track has nothing to do all the time.
bool is_idle(const Scenario&, std::size_t track);

/// What is wrong with the scenario's sweep, if it has one.
void check_sweep(const Scenario&, Problems&);

}  // namespace loadtest
