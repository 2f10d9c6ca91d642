#include "judge/guard_limits.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "core/units.h"

namespace loadtest {

std::uint32_t users_limit(std::string_view users_name) {
  return users_name == "workers" ? GuardLimits::workers : GuardLimits::users;
}

Nanos least_think_time(std::uint32_t users) {
  return (Nanos(std::chrono::seconds(1)) * users + Nanos(GuardLimits::starts_per_s - 1)) / GuardLimits::starts_per_s;
}

std::vector<OverLimit> over_limits(const AskedLoad& asked) {
  std::vector<OverLimit> over;
  const std::uint32_t users = users_limit(asked.users_name);
  if (asked.users > users) {
    over.push_back(
        {fmt::format("{} {} (at most {})", asked.users, asked.users_name, users),
         asked.staged ? fmt::format("--stage T:{}", users) : fmt::format("--{} {}", asked.users_flag, users)});
  }
  const double starts_per_s = asked.peak_rate_per_s * asked.starts_an_arrival;
  if (starts_per_s > GuardLimits::starts_per_s) {
    const double within = double{GuardLimits::starts_per_s} / asked.starts_an_arrival;
    over.push_back(
        {fmt::format("{} starts/s (at most {})", starts_per_s, GuardLimits::starts_per_s),
         asked.staged ? fmt::format("--stage T:{}/s", within) : fmt::format("--{} {}", asked.rate_flag, within)});
  }
  // The closed model has no rate of its own: with a target that answers at once it would be users / think time.
  if (asked.think_time && *asked.think_time < least_think_time(asked.users)) {
    const Nanos least = least_think_time(std::min(asked.users, users));
    over.push_back(
        {fmt::format("a think time of {} for {} {} (at most {} starts/s)", format_duration(*asked.think_time),
                     asked.users, asked.users_name, GuardLimits::starts_per_s),
         *asked.think_time < least ? fmt::format("--{} {}", asked.think_flag, format_duration(least)) : std::string()});
  }
  const std::string length = format_duration(GuardLimits::length);
  if (asked.length && *asked.length > GuardLimits::length) {
    const bool warm = asked.warm_up > Nanos(0);
    over.push_back({fmt::format("{}{} (at most {})", format_duration(*asked.length),
                                warm ? " of warm-up and duration" : " of load", length),
                    asked.staged ? "stages of " + length + " in all"
                    : warm       ? fmt::format("--warm-up 0 --duration {}", length)
                                 : "--duration " + length});
  }
  // A count would be cut short after that time, and these have to come before it.
  if (!asked.length && std::max(asked.warm_up, asked.ramp_up) >= GuardLimits::length) {
    const bool warm = asked.warm_up >= GuardLimits::length;
    over.push_back({fmt::format("a {} of {} (of {} at most)", warm ? "warm-up" : "ramp-up",
                                format_duration(warm ? asked.warm_up : asked.ramp_up), length),
                    warm ? "--warm-up 0" : "--ramp-up 0"});
  }
  if (!asked.writes.empty())
    over.push_back({fmt::format("writes by {} (none allowed)", fmt::join(asked.writes, ", ")), asked.no_writes});
  return over;
}

}  // namespace loadtest
