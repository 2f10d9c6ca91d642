#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/clock.h"
#include "load/arrivals.h"
#include "load/reconnect.h"
#include "load/stage.h"
#include "load/think_time.h"

namespace loadtest {

/// Starts come at an arrival rate, whether or not earlier ones are answered. What finds no user waits in the backlog;
/// what finds no room there is dropped and counted.
struct OpenModel {
  double start_rate_per_s = 0;
  std::vector<Stage> stages;  // of the rate, over the whole run
  Arrival arrival = Arrival::regular;
  std::uint64_t backlog_max = 1000;
};

/// Each user waits for its answer and its think time before the next start. With stages the number of users follows
/// them: user i is there while their curve is above i.
struct ClosedModel {
  ThinkTime think_time{};
  std::uint32_t start_users = 0;  // connected before the first stage; without stages that says nothing
  std::vector<Stage> stages{};    // of users, over the whole run; none = all users, all the time
};

/// Users come at an arrival rate, send so many messages in the closed model's rhythm, and leave. One who finds no free
/// place waits in the backlog; what finds no room there is dropped and counted.
struct SessionModel {
  double start_rate_per_s = 0;
  std::vector<Stage> stages;  // of the rate of sessions, over the whole run
  Arrival arrival = Arrival::regular;
  std::uint64_t backlog_max = 1000;
  std::uint32_t messages = 10;  // of one session
  ThinkTime think_time{};
};

/// When a track's work happens. Times count from t0.
struct LoadProfile {
  std::variant<OpenModel, ClosedModel, SessionModel> model = ClosedModel{};
  std::uint32_t users = 1;  // at once, at most
  Nanos ramp_up{0};         // of users, and of a rate without stages
  Nanos warm_up{0};
  Nanos duration{0};  // after the warm-up; no_end where only starts_max ends it
  Nanos graceful_stop{0};
  bool precise = false;                     // the last moment before a start is waited out awake
  std::optional<std::uint64_t> starts_max;  // over all shards; shared out exactly; those of the warm-up do not count
  ReconnectPolicy reconnect{};

  static constexpr Nanos no_end = std::chrono::hours(24 * 365);

  Nanos end() const { return warm_up + duration; }
  bool open() const { return std::holds_alternative<OpenModel>(model); }
  bool closed() const { return std::holds_alternative<ClosedModel>(model); }
  bool by_sessions() const { return std::holds_alternative<SessionModel>(model); }
  /// Whether the number of users follows stages.
  bool users_follow_stages() const;
  /// How many users the plan has at this instant. Where they come by sessions, how many there may be.
  std::uint32_t users_at(Nanos) const;
  /// Whether the planned load stays the same from the first quarter of the run on. A ramp-up does not speak against it.
  bool steady() const;
  /// The highest rate of arrivals, whatever arrives; 0 in the closed model.
  double peak_rate_per_s() const;
  /// Makes the length of the run that of the model's stages, the warm-up being their opening part; and `users` the
  /// most that they ask for, where they are of users.
  void follow_stages();
  /// Every problem, in words for the user.
  std::vector<std::string> validate() const;
};

/// The open model of a constant rate that is reached in a straight line over the ramp-up.
OpenModel constant_rate(double rate_per_s, Nanos ramp_up, Nanos end, Arrival);

/// The default backlog: ten seconds of the rate, at least 1,000.
std::uint64_t default_backlog(double rate_per_s);

}  // namespace loadtest
