#include "loadtest/file_scenario.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "core/secret.h"
#include "core/text.h"
#include "loadtest/alternate_phases.h"
#include "loadtest/file_search.h"
#include "loadtest/hide_secrets.h"
#include "loadtest/load_options.h"
#include "loadtest/problems.h"
#include "loadtest/read_sweep.h"
#include "loadtest/track_input.h"
#include "scenario/reword.h"
#include "workloads/catalog.h"

namespace loadtest {
namespace {

Variables read_variables(const CommandInput& typed, Problems& problems) {
  Variables variables;
  variables.hidden = typed.hidden;
  for (const std::string& text : typed.given.all("set")) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0) {
      problems.push_back({ErrorKind::usage, "--set: a variable needs a name and a value", "try --set NAME=VALUE"});
    } else if (!variables.given.emplace(text.substr(0, equals), text.substr(equals + 1)).second) {
      problems.push_back(
          {ErrorKind::usage, "--set: " + escape_foreign(text.substr(0, equals), 60) + " is given twice", {}});
    }
  }
  return variables;
}

void tell_unused(const Variables& variables, const YamlFile& file, Problems& problems) {
  std::vector<std::string_view> used(file.used().begin(), file.used().end());
  for (const auto& [name, value] : variables.given) {
    if (file.uses(name)) continue;
    const std::string_view near = nearest(name, used);
    problems.push_back({ErrorKind::usage, "--set: the file has no ${" + escape_foreign(name, 60) + "}",
                        near.empty() ? "" : "did you mean " + std::string(near) + "?"});
  }
}

bool is_secret(const FileTrack& track, std::string_view option, const std::string& text) {
  const auto& table = track.type->options;
  const auto row = std::find_if(table.begin(), table.end(), [&](const OptionSpec& o) { return o.name == option; });
  return (row != table.end() && row->secret) || mask_url(text) != text;
}

// What a secret was made of does not stay in the environment, where children and /proc would show it.
void hide_used_environment(const YamlFile& file, const ScenarioFile& scenario) {
  std::string secrets;
  for (const FileTrack& track : scenario.tracks) {
    for (const auto& [option, value] : track.values) {
      for (const std::string& text : value.texts) {
        if (is_secret(track, option, text)) secrets += text + "\n";
      }
    }
  }
  for (const std::string& name : file.used()) {
    const char* value = std::getenv(name.c_str());
    const bool of_a_secret = value != nullptr && *value != '\0' && secrets.find(value) != std::string::npos;
    if (of_a_secret) take_out_of_environment(name);
  }
}

bool typed_address(const TrackFlags& flags, const CommandInput& typed) {
  return typed.given.has(flags.flag(flags.type().roles.address));
}

TrackSpec read_file_track(const FileTrack& track, const TrackFlags& flags, EndsBy ends_by, const CommandInput& typed,
                          Problems& problems) {
  MergedInput merged = merge_track(flags, typed, track);
  // Beside others a track ends by time, also where alone it would end by a count.
  const std::string_view count = flags.type().roles.starts_max;
  const bool counted = !count.empty() && merged.input.settings.has(count);
  if (ends_by == EndsBy::time && !counted && !merged.input.settings.has("duration")) {
    merged.input.settings.add("duration", std::string(usual_duration()));
  }
  const TrackFlags plain(flags.type());
  Problems found;
  TrackSpec spec = read_track(plain, ends_by, merged.input, found);
  spec.name = track.name;
  spec.start_after = track.start_after;
  spec.origins = merged.origins;
  spec.origins[""] = {track.place, true};
  spec.embedded = (typed.given.has("embedded") || track.embedded.value_or(false)) && !typed_address(flags, typed);
  const auto address = merged.origins.find(flags.type().roles.address);
  if (track.embedded == true && address != merged.origins.end() && address->second.in_file) {
    found.push_back({ErrorKind::config, "--" + address->first + ": an embedded backend has an address of its own",
                     "keep either embedded or the address"});
  }
  for (Error& problem : found) problem = reword(std::move(problem), spec.origins);
  add_new(problems, std::move(found));
  return spec;
}

std::vector<Phase> phases_of(const FilePhases& phases, const std::vector<TrackSpec>& tracks) {
  switch (phases.kind) {
    case FilePhases::Kind::none:
      return {};
    case FilePhases::Kind::together:
      return one_phase();
    case FilePhases::Kind::alternate:
      return alternate_phases(tracks);
    case FilePhases::Kind::listed:
      return phases.listed;
  }
  return {};
}

// Each track alone, then all together, says something only where all carry on as they began.
void check_alternation(const ScenarioFile& file, const Scenario& scenario, Problems& problems) {
  if (file.phases.kind != FilePhases::Kind::alternate || scenario.search || scenario.sweep) return;
  for (const TrackSpec& track : scenario.tracks) {
    if (track.profile.steady() && track.start_after == Nanos(0)) continue;
    problems.push_back({ErrorKind::config,
                        track.origins.at("").where +
                            ": alternate phases compare loads that stay the same, and this one changes or begins later",
                        "phases: together"});
  }
}

// A flag that is for none of the file's tracks was meant for something.
void tell_idle_flags(const ScenarioFile& file, const std::vector<TrackFlags>& all, const CommandInput& typed,
                     Problems& problems) {
  for (const TrackFlags& flags : all) {
    const auto here = [&](const FileTrack& track) { return track.type == &flags.type(); };
    if (std::any_of(file.tracks.begin(), file.tracks.end(), here)) continue;
    for (const OptionSpec& option : run_options(flags.type())) {
      const std::string flag = flags.flag(option.name);
      const auto shared = [&](const OptionSpec& o) { return o.name == flag && flag != "users"; };
      const auto rows = shared_options();
      const bool for_all = std::any_of(rows.begin(), rows.end(), shared) && flag == option.name;
      const bool of_load = is_of_one_track(option.name);
      if (!typed.given.has(flag) || (for_all && !of_load)) continue;
      problems.push_back(
          {ErrorKind::usage, fmt::format("--{}: the file has no {} track", flag, flags.type().name), {}});
    }
  }
}

}  // namespace

ScenarioTables scenario_tables() { return {shared_options(), workload_catalog()}; }

std::optional<Scenario> read_file_scenario(const std::string& path, const CommandInput& typed, Problems& problems) {
  const Variables variables = read_variables(typed, problems);
  auto file = YamlFile::read(path, variables, problems);
  if (!file) return std::nullopt;
  const std::size_t before = problems.size();
  const ScenarioFile read = read_scenario_file(*file, scenario_tables());
  const bool sound = problems.size() == before;
  if (sound) tell_unused(variables, *file, problems);
  const auto typeless = [](const FileTrack& track) { return track.type == nullptr; };
  if (read.tracks.empty() || std::any_of(read.tracks.begin(), read.tracks.end(), typeless)) return std::nullopt;
  hide_used_environment(*file, read);

  const MergedInput run = merge_run(typed, read.run);
  Problems found;
  const std::string name = path == "-" ? "run" : std::filesystem::path(path).stem().string();
  Scenario scenario = read_run(run.input, name, found);
  scenario.origins = run.origins;
  const std::vector<TrackFlags> all = flags_of(workload_catalog());
  tell_idle_flags(read, all, typed, problems);
  const EndsBy ends_by = read.tracks.size() == 1 ? EndsBy::time_or_count : EndsBy::time;
  for (const FileTrack& track : read.tracks) {
    scenario.tracks.push_back(read_file_track(track, flags_for(all, *track.type), ends_by, typed, problems));
  }
  scenario.search = read_file_search(typed, run.input, read, found);
  std::vector<TrackFlags> flags;
  for (const FileTrack& track : read.tracks) flags.push_back(flags_for(all, *track.type));
  scenario.sweep = read_sweep(scenario, flags, typed, found);
  scenario.phases = phases_of(read.phases, scenario.tracks);
  check_alternation(read, scenario, problems);
  read_threads(run.input, scenario, found);
  for (Error& problem : found) problems.push_back(reword(std::move(problem), run.origins));
  return scenario;
}

Problems with_places(Problems problems, const Scenario& scenario) {
  for (Error& problem : problems) {
    for (const std::string& text : scenario.thresholds) {
      const auto origin = scenario.origins.find("threshold " + text);
      if (origin == scenario.origins.end() || !problem.message.starts_with("threshold \"" + text + "\"")) continue;
      problem.message = origin->second.where + ": " + problem.message.substr(std::string_view("threshold ").size());
      break;
    }
  }
  return problems;
}

}  // namespace loadtest
