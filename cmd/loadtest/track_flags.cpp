#include "loadtest/track_flags.h"

#include <algorithm>
#include <array>

namespace loadtest {
namespace {

// What says how one track's load comes; everything else about load is said once for all tracks.
constexpr std::array<std::string_view, 8> of_one_track{"users",        "think-time",       "rate",    "stage",
                                                       "session-rate", "session-messages", "arrival", "backlog"};

bool contains(std::span<const std::string_view> names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

std::string TrackFlags::flag(std::string_view option) const {
  const bool ambiguous = !prefix_.empty() && (contains(of_one_track, option) || contains(taken_, option));
  return (ambiguous ? prefix_ : std::string()) + std::string(option);
}

Settings TrackFlags::options_of(const Settings& settings) const {
  Settings options;
  for (const OptionSpec& option : type_->options) {
    for (const std::string& value : settings.all(flag(option.name))) options.add(option.name, value);
  }
  return options;
}

bool is_of_one_track(std::string_view option) { return contains(of_one_track, option); }

std::vector<TrackFlags> flags_of(std::span<const WorkloadType* const> catalog) {
  std::vector<const WorkloadType*> types(catalog.begin(), catalog.end());
  std::stable_partition(types.begin(), types.end(), [](const auto* type) { return type->roles.plain_names; });
  std::vector<TrackFlags> all;
  std::vector<std::string_view> taken;
  for (const WorkloadType* type : types) {
    all.push_back(all.empty() ? TrackFlags(*type) : TrackFlags(*type, taken));
    for (const OptionSpec& option : type->options) taken.push_back(option.name);
  }
  return all;
}

const TrackFlags& flags_for(std::span<const TrackFlags> all, const WorkloadType& type) {
  return *std::find_if(all.begin(), all.end(), [&](const TrackFlags& flags) { return &flags.type() == &type; });
}

}  // namespace loadtest
