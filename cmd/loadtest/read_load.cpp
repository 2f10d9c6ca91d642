#include "loadtest/read_load.h"

#include <algorithm>

namespace loadtest {
namespace {

constexpr std::uint64_t users_max = 1'000'000, backlog_max = 10'000'000;
constexpr std::uint64_t starts_limit = 1'000'000'000'000;

// A run that ends by a count has no length to take a quarter of.
Nanos default_ramp_up(const LoadProfile& profile) {
  if (profile.duration >= LoadProfile::no_end) return Nanos(0);
  return std::min(Nanos(std::chrono::milliseconds(20)) * profile.users, profile.end() / 4);
}

Arrival read_arrival(OptionReader& reader) {
  const std::string text = reader.text("arrival", "regular");
  if (text != "regular" && text != "poisson") {
    reader.problem("arrival", fmt::format("\"{}\" is not a kind of arrival", text), "try regular or poisson");
  }
  return text == "poisson" ? Arrival::poisson : Arrival::regular;
}

void read_model(OptionReader& reader, LoadProfile& profile) {
  const Nanos think_time = reader.duration("think-time").value_or(std::chrono::seconds(2));
  const auto rate = reader.rate("rate");
  const Arrival arrival = read_arrival(reader);
  const auto backlog = reader.count("backlog", 0, backlog_max);
  const std::string think_flag = reader.flag("think-time"), rate_flag = reader.flag("rate");
  if (!reader.given("rate")) {
    profile.model = ClosedModel{think_time};
    for (const std::string_view name : {"arrival", "backlog"}) {
      if (reader.given(name)) reader.problem(name, "belongs to the open model", "add --" + rate_flag);
    }
    return;
  }
  if (reader.given("think-time")) {
    reader.problem("think-time", "cannot be combined with --" + rate_flag,
                   fmt::format("--{} is the closed model's rhythm, --{} the open model's", think_flag, rate_flag));
  }
  // A ramp-up that takes the whole run is told by the profile itself.
  OpenModel model = constant_rate(rate.value_or(1), std::min(profile.ramp_up, profile.end()), profile.end(), arrival);
  if (backlog) model.backlog_max = *backlog;
  profile.model = std::move(model);
}

void read_end(const OptionRoles& roles, EndsBy ends_by, OptionReader& reader, LoadProfile& profile) {
  profile.duration =
      reader.duration_above_0("duration", "a run needs a duration above 0", "try 60s").value_or(LoadProfile::no_end);
  if (roles.starts_max.empty()) return;
  profile.starts_max = reader.count(roles.starts_max, 1, starts_limit);
  if (ends_by == EndsBy::time_or_count && !profile.starts_max && !reader.given("duration")) {
    profile.starts_max = roles.starts_default;
  }
}

}  // namespace

LoadProfile read_profile(const OptionRoles& roles, EndsBy ends_by, OptionReader& reader) {
  LoadProfile profile;
  profile.users = static_cast<std::uint32_t>(reader.count(roles.users, 1, users_max).value_or(1));
  profile.warm_up = reader.duration("warm-up").value_or(Nanos(0));
  read_end(roles, ends_by, reader, profile);
  profile.ramp_up = reader.duration("ramp-up").value_or(default_ramp_up(profile));
  profile.graceful_stop = reader.duration("graceful-stop").value_or(std::chrono::seconds(10));
  profile.precise = reader.given("precise");
  read_model(reader, profile);
  return profile;
}

}  // namespace loadtest
