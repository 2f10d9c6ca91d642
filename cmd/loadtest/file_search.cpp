#include "loadtest/file_search.h"

#include <algorithm>
#include <iterator>

#include "loadtest/file_scenario.h"
#include "loadtest/read_search.h"
#include "loadtest/track_flags.h"
#include "workloads/catalog.h"

namespace loadtest {
namespace {

/// `find: { max: sockets.users }` in the words of flags, which name what is raised by its workload.
struct FileSearch {
  CommandInput input;
  std::string track;  // empty = the first of that workload
};

FileSearch as_flags(const CommandInput& typed, const CommandInput& run, const ScenarioFile& file,
                    const std::vector<TrackFlags>& all) {
  FileSearch search{typed, {}};
  for (const auto& [key, option] : find_keys(scenario_tables())) {
    if (const auto value = run.given.get(option->name)) {
      search.input.given.set(option->name, *value);
      search.input.settings.set(option->name, *value);
    }
  }
  // What the file says of the load that is raised, where nothing else was typed.
  for (const FileTrack& track : file.tracks) {
    const TrackFlags& flags = flags_for(all, *track.type);
    for (const std::string_view option : {track.type->roles.users, std::string_view("rate"),
                                          std::string_view("ramp-up"), std::string_view("warm-up")}) {
      const auto value = track.values.find(option);
      const std::string flag = flags.flag(option);
      if (value == track.values.end() || search.input.given.has(flag)) continue;
      search.input.given.set(flag, value->second.texts.back());
      search.input.settings.set(flag, value->second.texts.back());
    }
  }
  const std::string max = search.input.given.get("find-max").value_or("");
  const std::size_t dot = max.find('.');
  for (const FileTrack& track : file.tracks) {
    const TrackFlags& flags = flags_for(all, *track.type);
    if (dot == std::string::npos || track.name != max.substr(0, dot)) continue;
    const std::string what = max.substr(dot + 1);
    search.track = track.name;
    search.input.given.set("find-max", flags.flag(what == "users" ? flags.type().roles.users : what));
  }
  return search;
}

}  // namespace

std::optional<Search> read_file_search(const CommandInput& typed, const CommandInput& run, const ScenarioFile& file,
                                       Problems& problems) {
  const std::vector<TrackFlags> all = flags_of(workload_catalog());
  const FileSearch flags = as_flags(typed, run, file, all);
  std::vector<TrackFlags> present;
  std::copy_if(all.begin(), all.end(), std::back_inserter(present), [&](const TrackFlags& one) {
    return std::any_of(file.tracks.begin(), file.tracks.end(), [&](const auto& t) { return t.type == &one.type(); });
  });
  auto search = read_search(present, flags.input, problems);
  if (!search) return search;
  const auto its = [&](const FileTrack& track) { return search->track == track.type->name; };
  search->track = flags.track.empty() ? std::find_if(file.tracks.begin(), file.tracks.end(), its)->name : flags.track;
  return search;
}

}  // namespace loadtest
