#include "loadtest/show_scenario.h"

#include <fmt/format.h>

#include "core/units.h"
#include "workloads/catalog.h"

namespace loadtest {
namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

// A constant rate with its ramp-up is kept as stages, too, and shown as what was asked for.
template <class Model>
void show_arrivals(Pairs& load, const Model& model, Nanos ramp_up, const char* rate_name) {
  const double last = model.stages.empty() ? model.start_rate_per_s : model.stages.back().target;
  const bool one_rate =
      std::all_of(model.stages.begin(), model.stages.end(), [&](const Stage& stage) { return stage.target == last; });
  const bool staged = !one_rate || (ramp_up == Nanos(0) && model.start_rate_per_s != last);
  const double rate = staged ? model.start_rate_per_s : last;
  load.emplace_back(rate_name, fmt::format("{}/s", rate));
  if (staged) load.emplace_back("stages", text_of(model.stages, true));
  load.emplace_back("arrival", model.arrival == Arrival::poisson ? "poisson" : "regular");
  load.emplace_back("backlog", std::to_string(model.backlog_max));
}

Pairs show_load(const TrackSpec& track) {
  const LoadProfile& profile = track.profile;
  Pairs load;
  load.emplace_back("users", std::to_string(profile.users));
  if (profile.duration < LoadProfile::no_end) load.emplace_back("duration", format_duration(profile.duration));
  if (profile.starts_max) load.emplace_back("starts", std::to_string(*profile.starts_max));
  if (const auto* open = std::get_if<OpenModel>(&profile.model)) {
    show_arrivals(load, *open, profile.ramp_up, "rate");
  } else if (const auto* sessions = std::get_if<SessionModel>(&profile.model)) {
    show_arrivals(load, *sessions, profile.ramp_up, "session_rate");
    load.emplace_back("session_messages", std::to_string(sessions->messages));
    load.emplace_back("think_time", sessions->think_time.text());
  } else {
    const auto& closed = std::get<ClosedModel>(profile.model);
    if (profile.users_follow_stages()) {
      load.emplace_back("start_users", std::to_string(closed.start_users));
      load.emplace_back("stages", text_of(closed.stages, false));
    }
    load.emplace_back("think_time", closed.think_time.text());
  }
  if (profile.precise) load.emplace_back("precise", "true");
  load.emplace_back("ramp_up", format_duration(profile.ramp_up));
  load.emplace_back("warm_up", format_duration(profile.warm_up));
  load.emplace_back("graceful_stop", format_duration(profile.graceful_stop));
  load.emplace_back("connect_timeout", format_duration(track.connect_timeout));
  load.emplace_back("reply_timeout", format_duration(track.reply_timeout));
  return load;
}

Pairs show_options(const TrackSpec& track) {
  Pairs shown;
  const WorkloadType* type = find_workload(workload_catalog(), track.workload);
  if (type == nullptr) return shown;
  for (const OptionSpec& option : type->options) {
    if (option.help.empty()) continue;
    for (const std::string& value : track.options.all(option.name)) {
      const std::string masked = option.secret ? "***" : mask_url(value);
      shown.emplace_back(option.name, option.value.empty() ? "true" : masked);
    }
  }
  return shown;
}

}  // namespace

std::vector<ShownTrack> show_tracks(const Scenario& scenario) {
  std::vector<ShownTrack> shown;
  for (const TrackSpec& track : scenario.tracks) {
    shown.push_back(
        {track.name, track.workload, show_load(track), show_options(track), track.profile.starts_max, track.embedded});
  }
  return shown;
}

}  // namespace loadtest
