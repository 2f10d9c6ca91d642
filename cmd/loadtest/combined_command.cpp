#include "loadtest/combined_command.h"

#include <algorithm>

#include "loadtest/alternate_phases.h"
#include "loadtest/load_options.h"
#include "loadtest/problems.h"
#include "loadtest/run_scenario.h"
#include "workloads/catalog.h"

namespace loadtest {
namespace {

constexpr std::string_view who = "loadtest combined";

constexpr OptionSpec together_only{.name = "together-only",
                                   .value = "",
                                   .fallback = "",
                                   .help = "leave out the phases in which each half runs alone",
                                   .group = "Load"};

// A workload that is given no address, and has none by default, stays out.
std::vector<TrackFlags> taking_part(const std::vector<TrackFlags>& all, const Settings& settings) {
  std::vector<TrackFlags> taking;
  std::copy_if(all.begin(), all.end(), std::back_inserter(taking),
               [&](const TrackFlags& flags) { return settings.has(flags.flag(flags.type().roles.address)); });
  return taking;
}

std::vector<std::string> notes_on(const Scenario& scenario, std::span<const TrackFlags> tracks,
                                  const CommandInput& input) {
  std::vector<std::string> notes;
  for (std::size_t i = 0; i < tracks.size() && input.given.has("embedded"); ++i) {
    if (scenario.tracks[i].embedded) continue;
    notes.push_back("--embedded starts nothing for " + scenario.tracks[i].name + ", because an address is given by --" +
                    tracks[i].flag(tracks[i].type().roles.address));
  }
  return notes;
}

// The embedded chat asks the embedded database, and no other.
void tell_of_half(const Scenario& scenario, std::vector<std::string>& notes) {
  const auto embedded = [](const TrackSpec& track) { return track.embedded; };
  const auto& tracks = scenario.tracks;
  if (!scenario.embedded() || std::all_of(tracks.begin(), tracks.end(), embedded)) return;
  notes.emplace_back(
      "one half is embedded and the other is not, so no chat asks the database that is under load: what they slow each "
      "other is what comes of a shared machine");
}

// Whoever reads it first leaves nothing for the other.
bool refuse_second_reader(std::span<const TrackFlags> tracks, const CommandInput& input, Problems& problems) {
  std::vector<std::string> readers;
  for (const TrackFlags& flags : tracks) {
    for (const OptionSpec& option : flags.type().options) {
      const std::string flag = flags.flag(option.name);
      if (input.given.get(flag) == "-") readers.push_back("--" + flag);
    }
  }
  if (readers.size() < 2) return false;
  problems.push_back({ErrorKind::usage, readers[0] + " and " + readers[1] + " cannot both read standard input",
                      "keep one of them in a file"});
  return true;
}

// What each half does alone and together can be compared where its load is the same.
void refuse_changing_load(const Scenario& scenario, const CommandInput& input, Problems& problems) {
  const auto steady = [](const TrackSpec& track) { return track.profile.steady(); };
  if (input.given.has("together-only") || scenario.sweep ||
      std::all_of(scenario.tracks.begin(), scenario.tracks.end(), steady))
    return;
  problems.push_back(
      {ErrorKind::usage,
       "stages that change the load leave nothing to compare the phases by in which each half runs alone",
       "add --together-only"});
}

ExitCode run_combined(const std::vector<TrackFlags>& all, const CommandInput& input) {
  Problems problems = input.problems;
  const std::vector<TrackFlags> tracks = taking_part(all, input.settings);
  Scenario scenario = read_scenario(tracks, EndsBy::time, input, "combined", problems);
  scenario.phases = input.given.has("together-only") ? one_phase() : alternate_phases(scenario.tracks);
  refuse_changing_load(scenario, input, problems);
  OutputOptions output = read_output_options(input, problems);
  // Before anything is read from there: on a terminal that would wait for somebody to type.
  if (refuse_second_reader(tracks, input, problems)) return tell(who, problems);
  std::vector<std::string> notes = notes_on(scenario, tracks, input);
  tell_of_half(scenario, notes);
  return run_scenario({.who = std::string(who),
                       .command = input.shown,
                       .scenario = std::move(scenario),
                       .output = std::move(output),
                       .problems = std::move(problems),
                       .notes = std::move(notes)});
}

}  // namespace

Command combined_command() {
  std::vector<TrackFlags> all = flags_of(workload_catalog());
  Command command{
      .name = "combined",
      .summary = "both at once, on one clock, with the interference between them measured",
      .options = run_options(all),
      .examples =
          {"loadtest combined --embedded --users 100 --workers 10 --duration 60",
           "loadtest combined --url ws://localhost:8000/api/v1/pam --users 200 --db postgresql://localhost/shop "
           "--db-rate 50/s --duration 5m",
           "loadtest combined --embedded --think-time 1s --matrix users=20,50,100:db-rate=0,100,200 --duration 10s"},
      .run = [all](const CommandInput& input) { return run_combined(all, input); }};
  const auto load = std::find_if(command.options.begin(), command.options.end(),
                                 [](const OptionSpec& option) { return option.group == together_only.group; });
  command.options.insert(load, together_only);
  return command;
}

}  // namespace loadtest
