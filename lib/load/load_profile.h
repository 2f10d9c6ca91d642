#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/clock.h"
#include "load/arrivals.h"
#include "load/schedule.h"

namespace loadtest {

/// Starts come at an arrival rate, whether or not earlier ones are answered. What finds no user waits in the backlog;
/// what finds no room there is dropped and counted.
struct OpenModel {
  double start_rate_per_s = 0;
  std::vector<Stage> stages;  // of the rate, over the whole run
  Arrival arrival = Arrival::regular;
  std::uint64_t backlog_max = 1000;
};

/// Each user waits for its answer and its think time before the next start.
struct ClosedModel {
  Nanos think_time{0};
};

/// When a track's work happens. Times count from t0.
struct LoadProfile {
  std::variant<OpenModel, ClosedModel> model = ClosedModel{};
  std::uint32_t users = 1;
  Nanos ramp_up{0};
  Nanos warm_up{0};
  Nanos duration{0};  // after the warm-up; no_end where only starts_max ends it
  Nanos graceful_stop{0};
  bool precise = false;                     // the last moment before a start is waited out awake
  std::optional<std::uint64_t> starts_max;  // over all shards; shared out exactly; those of the warm-up do not count

  static constexpr Nanos no_end = std::chrono::hours(24 * 365);

  Nanos end() const { return warm_up + duration; }
  bool open() const { return std::holds_alternative<OpenModel>(model); }
  /// Every problem, in words for the user.
  std::vector<std::string> validate() const;
};

/// The open model of a constant rate that is reached in a straight line over the ramp-up.
OpenModel constant_rate(double rate_per_s, Nanos ramp_up, Nanos end, Arrival);

/// The default backlog: ten seconds of the rate, at least 1,000.
std::uint64_t default_backlog(double rate_per_s);

}  // namespace loadtest
