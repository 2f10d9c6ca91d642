#include "loadtest/read_model.h"

#include <algorithm>
#include <cmath>

namespace loadtest {
namespace {

constexpr std::uint64_t backlog_max = 10'000'000;
constexpr std::uint64_t messages_max = 1'000'000'000;
constexpr double session_users_min = 10, session_users_max = 1'000'000;

struct TypedStages {
  std::vector<Stage> stages;
  bool as_rates = false, as_users = false;  // how they are written
};

TypedStages read_stages(OptionReader& reader) {
  TypedStages typed;
  for (const std::string& text : reader.all("stage")) {
    const auto stage = parse_stage(text);
    if (!stage) {
      reader.problem("stage", stage.error().message, stage.error().hint);
      continue;
    }
    typed.stages.push_back(stage->stage);
    // A jump to nothing is either.
    if (stage->stage.target > 0) (stage->per_time ? typed.as_rates : typed.as_users) = true;
  }
  return typed;
}

Arrival read_arrival(OptionReader& reader) {
  const std::string text = reader.text("arrival", "regular");
  if (text != "regular" && text != "poisson") {
    reader.problem("arrival", fmt::format("\"{}\" is not a kind of arrival", text), "try regular or poisson");
  }
  return text == "poisson" ? Arrival::poisson : Arrival::regular;
}

/// What arrives, how fast and how.
struct ArrivalsRead {
  double rate = 0;
  std::vector<Stage> stages;
  Arrival arrival = Arrival::regular;
  std::uint64_t backlog = 0;
};

ArrivalsRead read_arrivals(OptionReader& reader, std::string_view rate_name, TypedStages typed,
                           const LoadProfile& profile) {
  ArrivalsRead read;
  read.arrival = read_arrival(reader);
  const auto rate = reader.rate(rate_name);
  if (typed.stages.empty()) {
    // A ramp-up that takes the whole run is told by the profile itself.
    OpenModel constant =
        constant_rate(rate.value_or(1), std::min(profile.ramp_up, profile.end()), profile.end(), read.arrival);
    read.rate = constant.start_rate_per_s;
    read.stages = std::move(constant.stages);
  } else {
    read.rate = rate.value_or(reader.given(rate_name) ? 1 : 0);
    read.stages = std::move(typed.stages);
  }
  read.backlog = reader.count("backlog", 0, backlog_max).value_or(default_backlog(peak_of(read.rate, read.stages)));
  return read;
}

void refuse_without_arrivals(OptionReader& reader) {
  for (const std::string_view name : {"arrival", "backlog"}) {
    if (reader.given(name)) reader.problem(name, "belongs to the open model", "add --" + reader.flag("rate"));
  }
}

ClosedModel read_closed(OptionReader& reader, const OptionRoles& roles, TypedStages typed, const LoadProfile& profile) {
  ClosedModel model;
  model.think_time = reader.think_time("think-time").value_or(ThinkTime(std::chrono::seconds(2)));
  model.start_users = reader.given(roles.users) ? profile.users : 0;
  model.stages = std::move(typed.stages);
  read_arrival(reader);
  reader.count("backlog", 0, backlog_max);
  refuse_without_arrivals(reader);
  return model;
}

OpenModel read_open(OptionReader& reader, TypedStages typed, const LoadProfile& profile) {
  const std::string rate_flag = reader.flag(reader.given("rate") ? "rate" : "stage");
  if (reader.given("think-time")) {
    reader.problem(
        "think-time", "cannot be combined with --" + rate_flag,
        fmt::format("--{} is the closed model's rhythm, --{} the open model's", reader.flag("think-time"), rate_flag));
  }
  ArrivalsRead read = read_arrivals(reader, "rate", std::move(typed), profile);
  return {read.rate, std::move(read.stages), read.arrival, read.backlog};
}

// Twice what Little's law says of a target that answers within a second.
std::uint32_t usual_session_users(const SessionModel& model) {
  const double stay_s = model.messages * (to_seconds(model.think_time.mean()) + 1);
  const double users = 2 * stay_s * peak_of(model.start_rate_per_s, model.stages);
  return static_cast<std::uint32_t>(std::ceil(std::clamp(users, session_users_min, session_users_max)));
}

SessionModel read_sessions(OptionReader& reader, const OptionRoles& roles, TypedStages typed, LoadProfile& profile) {
  if (reader.given("rate")) {
    reader.problem("session-rate", "cannot be combined with --" + reader.flag("rate"),
                   "one is of users who come and leave, the other of messages by users who stay");
  }
  ArrivalsRead read = read_arrivals(reader, "session-rate", std::move(typed), profile);
  SessionModel model{read.rate, std::move(read.stages), read.arrival, read.backlog};
  model.messages = static_cast<std::uint32_t>(reader.count("session-messages", 1, messages_max).value_or(10));
  model.think_time = reader.think_time("think-time").value_or(ThinkTime(std::chrono::seconds(2)));
  if (!reader.given(roles.users)) profile.users = usual_session_users(model);
  return model;
}

}  // namespace

void read_model(OptionReader& reader, const OptionRoles& roles, LoadProfile& profile) {
  TypedStages typed = read_stages(reader);
  const bool arrivals_given = reader.given("rate") || reader.given("session-rate");
  if (typed.as_rates && typed.as_users && !arrivals_given) {
    reader.problem("stage", "some are rates (N/s) and some are users (N)", "write all of them one way");
  }
  if (reader.given("session-messages") && !reader.given("session-rate")) {
    reader.problem("session-messages", "belongs to users that come and leave", "add --" + reader.flag("session-rate"));
  }
  if (reader.given("session-rate")) {
    profile.model = read_sessions(reader, roles, std::move(typed), profile);
  } else if (reader.given("rate") || typed.as_rates) {
    profile.model = read_open(reader, std::move(typed), profile);
  } else {
    profile.model = read_closed(reader, roles, std::move(typed), profile);
  }
  if (reader.given("stage")) profile.follow_stages();
}

}  // namespace loadtest
