#include "loadtest/run_command.h"

#include <algorithm>

#include "loadtest/file_scenario.h"
#include "loadtest/load_options.h"
#include "loadtest/problems.h"
#include "loadtest/run_scenario.h"
#include "loadtest/track_flags.h"
#include "workloads/catalog.h"

namespace loadtest {
namespace {

// Values may be secrets.
constexpr OptionSpec set_option{.name = "set",
                                .value = "NAME=VALUE",
                                .fallback = "",
                                .help = "what ${NAME} in the file stands for; counts before the environment",
                                .repeatable = true,
                                .secret = true,
                                .group = "Scenario file"};

std::vector<OptionSpec> file_options() {
  const std::vector<TrackFlags> all = flags_of(workload_catalog());
  std::vector<OptionSpec> options = run_options(all);
  options.insert(options.begin(), set_option);
  for (OptionSpec& option : options) {
    const bool usual = !option.fallback.empty() && option.group != "Output";
    if (usual) option.fallback = "(the file's, else as usual)";
  }
  return options;
}

// Takes what `run` takes, since the plan depends on it, and shows what one needs here.
std::vector<OptionSpec> validate_options() {
  std::vector<OptionSpec> options = file_options();
  for (OptionSpec& option : options) {
    if (option.name != "set" && option.name != "embedded" && option.name != "print-config") option.help = "";
  }
  return options;
}

ExitCode carry_out(std::string_view who, const CommandInput& input, bool only_check) {
  Problems problems = input.problems;
  OutputOptions output = read_output_options(input, problems);
  output.dry_run = output.dry_run || only_check;
  const auto& files = input.arguments;
  if (files.empty())
    problems.push_back({ErrorKind::usage, "no scenario file is given", "such as scenarios/quick.yaml"});
  if (files.size() > 1) {
    problems.push_back({ErrorKind::usage, "\"" + files[1] + "\" is one file too many", "a file may include others"});
  }
  if (files.size() != 1) return tell(who, problems);
  auto scenario = read_file_scenario(files.front(), input, problems);
  if (!scenario) return tell(who, problems);
  return run_scenario({.who = std::string(who),
                       .command = input.shown,
                       .scenario = std::move(*scenario),
                       .output = std::move(output),
                       .problems = std::move(problems),
                       .notes = {}});
}

}  // namespace

Command run_command() {
  return {.name = "run",
          .summary = "run a scenario file; flags count before what it says",
          .options = file_options(),
          .arguments = "FILE",
          .examples = {"loadtest run scenarios/quick.yaml --embedded",
                       "loadtest run nightly.yaml --set HOST=staging.example.com --out nightly.json"},
          .run = [](const CommandInput& input) { return carry_out("loadtest run", input, false); }};
}

Command validate_command() {
  return {.name = "validate",
          .summary = "check a scenario file and print the plan that it makes; nothing is started",
          .options = validate_options(),
          .arguments = "FILE",
          .examples = {"loadtest validate scenarios/quick.yaml", "loadtest validate nightly.yaml --print-config"},
          .run = [](const CommandInput& input) { return carry_out("loadtest validate", input, true); }};
}

}  // namespace loadtest
