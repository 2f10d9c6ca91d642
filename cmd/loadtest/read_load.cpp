#include "loadtest/read_load.h"

#include <algorithm>

#include "loadtest/read_model.h"

namespace loadtest {
namespace {

constexpr std::uint64_t users_max = 1'000'000;
constexpr std::uint64_t starts_limit = 1'000'000'000'000;

// A run that ends by a count has no length to take a quarter of.
Nanos default_ramp_up(const LoadProfile& profile) {
  if (profile.duration >= LoadProfile::no_end) return Nanos(0);
  return std::min(Nanos(std::chrono::milliseconds(20)) * profile.users, profile.end() / 4);
}

void read_end(const OptionRoles& roles, EndsBy ends_by, OptionReader& reader, LoadProfile& profile) {
  profile.duration =
      reader.duration_above_0("duration", "a run needs a duration above 0", "try 60s").value_or(LoadProfile::no_end);
  if (roles.starts_max.empty()) return;
  profile.starts_max = reader.count(roles.starts_max, 1, starts_limit);
  const bool by_time = reader.given("duration") || reader.given("stage");
  if (ends_by == EndsBy::time_or_count && !profile.starts_max && !by_time) {
    profile.starts_max = roles.starts_default;
  }
}

// Stages say how long and how fast; sessions bring their users with them.
void read_ramp_up(EndsBy ends_by, OptionReader& reader, LoadProfile& profile) {
  const auto ramp_up = reader.duration("ramp-up");
  if (reader.given("stage")) {
    if (ends_by == EndsBy::time) return;  // there is another track, of which they may speak
    for (const std::string_view name : {"duration", "ramp-up"}) {
      if (!reader.given(name)) continue;
      reader.problem(name, "cannot be combined with --" + reader.flag("stage"),
                     name == "duration" ? "the stages together are the run" : "a first stage is a ramp");
    }
    return;
  }
  profile.ramp_up = ramp_up.value_or(reader.given("session-rate") ? Nanos(0) : default_ramp_up(profile));
}

}  // namespace

LoadProfile read_profile(const OptionRoles& roles, EndsBy ends_by, OptionReader& reader) {
  LoadProfile profile;
  profile.users = static_cast<std::uint32_t>(reader.count(roles.users, 1, users_max).value_or(1));
  profile.warm_up = reader.duration("warm-up").value_or(Nanos(0));
  read_end(roles, ends_by, reader, profile);
  read_ramp_up(ends_by, reader, profile);
  profile.graceful_stop = reader.duration("graceful-stop").value_or(std::chrono::seconds(10));
  profile.precise = reader.given("precise");
  profile.reconnect = reader.reconnect("reconnect").value_or(ReconnectPolicy{});
  read_model(reader, roles, profile);
  return profile;
}

}  // namespace loadtest
