// The options of a run of several workloads: who has the plain names, and who has its own in front.
#include <algorithm>
#include <cctype>
#include <deque>

#include "loadtest/load_options.h"

namespace loadtest {
namespace {

// Names made at run time, for as long as the option tables that point to them.
std::string_view keep(std::string text) {
  static std::deque<std::string> kept;
  return kept.emplace_back(std::move(text));
}

bool has(std::span<const OptionSpec> options, std::string_view name) {
  return std::any_of(options.begin(), options.end(), [&](const OptionSpec& o) { return o.name == name; });
}

std::string heading_of(const WorkloadType& type) {
  std::string heading(type.target.starts_with("the ") ? type.target.substr(4) : type.target);
  heading.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(heading.front())));
  return heading;
}

// What the workload's own row says, else the one for all.
const OptionSpec* row_of(const WorkloadType& type, std::string_view name) {
  for (const auto& table : {type.options, shared_options()}) {
    const auto found = std::find_if(table.begin(), table.end(), [&](const OptionSpec& o) { return o.name == name; });
    if (found != table.end()) return &*found;
  }
  return nullptr;
}

// The options that speak of this one workload, by their names on the common command line.
void add_own(const TrackFlags& flags, std::vector<OptionSpec>& options) {
  const WorkloadType& type = flags.type();
  const std::string_view heading = keep(heading_of(type));
  const auto add = [&](OptionSpec option) {
    option.name = keep(flags.flag(option.name));
    option.group = heading;
    // Without a count of starts the run ends by time.
    if (option.name == type.roles.starts_max) option.fallback = "(no bound)";
    options.push_back(option);
  };
  for (const OptionSpec& option : type.options) {
    const bool for_all = has(shared_options(), option.name);
    if (!for_all && option.name != type.roles.remove) add(option);
  }
  for (const std::string_view name :
       {"users", "think-time", "rate", "stage", "session-rate", "session-messages", "arrival", "backlog"}) {
    if (name == "users" && type.roles.users != name) continue;
    add(*row_of(type, name));
  }
}

}  // namespace

std::vector<OptionSpec> run_options(std::span<const TrackFlags> all) {
  std::vector<OptionSpec> options;
  for (const TrackFlags& flags : all) add_own(flags, options);
  for (const OptionSpec& option : shared_options()) {
    const bool of_one = std::any_of(all.begin(), all.end(),
                                    [&](const TrackFlags& flags) { return has(options, flags.flag(option.name)); });
    if (!of_one && option.name != "users") options.push_back(option);
  }
  return options;
}

}  // namespace loadtest
