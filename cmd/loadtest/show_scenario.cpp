#include "loadtest/show_scenario.h"

#include <fmt/format.h>

#include "core/units.h"
#include "workloads/catalog.h"

namespace loadtest {
namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

Pairs show_load(const TrackSpec& track) {
  const LoadProfile& profile = track.profile;
  Pairs load;
  load.emplace_back("users", std::to_string(profile.users));
  if (profile.duration < LoadProfile::no_end) load.emplace_back("duration", format_duration(profile.duration));
  if (profile.starts_max) load.emplace_back("starts", std::to_string(*profile.starts_max));
  if (const auto* open = std::get_if<OpenModel>(&profile.model)) {
    const double rate = open->stages.empty() ? open->start_rate_per_s : open->stages.back().target;
    load.emplace_back("rate", fmt::format("{}/s", rate));
    load.emplace_back("arrival", open->arrival == Arrival::poisson ? "poisson" : "regular");
    load.emplace_back("backlog", std::to_string(open->backlog_max));
  } else {
    load.emplace_back("think_time", format_duration(std::get<ClosedModel>(profile.model).think_time));
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
