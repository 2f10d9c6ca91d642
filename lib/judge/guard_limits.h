#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.h"

namespace loadtest {

/// How much load a guarded host takes without being approved, and how little of it may write: none.
struct GuardLimits {
  static constexpr std::uint32_t users = 20, workers = 10;
  static constexpr std::uint32_t starts_per_s = 50;
  static constexpr Nanos length = std::chrono::seconds(60);         // warm-up and duration
  static constexpr Nanos graceful_stop = std::chrono::seconds(10);  // after it
};

/// The load that a track would put on its target, with the words of its command line.
struct AskedLoad {
  std::string users_name;  // what a user is called: "users", "workers"
  std::string users_flag, rate_flag, think_flag;
  std::uint32_t users = 0;
  double peak_rate_per_s = 0;  // of arrivals, at its greatest
  std::uint32_t starts_an_arrival = 1;
  bool staged = false;              // by stages, which say how many users or starts, and how long
  std::optional<Nanos> think_time;  // of the closed model, where the user chose it
  std::optional<Nanos> length;      // warm-up and duration; none = it ends by a count
  Nanos warm_up{0}, ramp_up{0};
  std::vector<std::string> writes;  // operations
  std::string no_writes;            // how they are left out: "--mix 100:0"
};

/// What of it is over a limit, and the option that stays within.
struct OverLimit {
  std::string what;    // "50 workers (at most 10)"
  std::string within;  // "--workers 10"; empty = where the others are kept, so is this one
};
std::vector<OverLimit> over_limits(const AskedLoad&);

/// How many users that are called so may come.
std::uint32_t users_limit(std::string_view users_name);

/// The shortest think time with which so many users start no more than may be started.
Nanos least_think_time(std::uint32_t users);

}  // namespace loadtest
