#include "loadtest/workload_command.h"

#include "loadtest/load_options.h"
#include "loadtest/remove_run.h"
#include "loadtest/run_scenario.h"

namespace loadtest {
Command workload_command(const WorkloadType& type) {
  return {.name = type.name,
          .summary = type.summary,
          .options = run_options(type),
          .examples = {type.examples.begin(), type.examples.end()},
          .run = [&type](const CommandInput& input) {
            Problems problems = input.problems;
            const TrackFlags flags[] = {TrackFlags(type)};
            Scenario scenario = read_scenario(flags, EndsBy::time_or_count, input, type.name, problems);
            OutputOptions output = read_output_options(input, problems);
            const std::string who = "loadtest " + std::string(type.name);
            if (const auto run_id = input.given.get(type.roles.remove))
              return remove_run(who, type, scenario, *run_id, output, problems);
            std::vector<std::string> notes;
            if (input.given.has("embedded") && !scenario.embedded()) {
              notes.push_back("--embedded starts nothing, because an address is given by --" +
                              std::string(type.roles.address));
            }
            return run_scenario({.who = who,
                                 .command = input.shown,
                                 .scenario = std::move(scenario),
                                 .output = std::move(output),
                                 .problems = std::move(problems),
                                 .notes = std::move(notes)});
          }};
}

}  // namespace loadtest
