#include "loadtest/remove_run.h"

#include "loadtest/problems.h"
#include "loadtest/production_guard.h"
#include "loadtest/show_scenario.h"
#include "loadtest/signals.h"
#include "scenario/planner.h"

namespace loadtest {

ExitCode remove_run(const std::string& who, const WorkloadType& type, const Scenario& scenario,
                    const std::string& run_id, const OutputOptions& output, Problems problems) {
  const std::string option = "--" + std::string(type.roles.remove);
  if (scenario.embedded()) {
    problems.push_back({ErrorKind::usage, option + ": cannot be combined with --embedded",
                        "the embedded target goes with its run, and nothing of it stays"});
  }
  Redactor redactor;
  const WorkloadType* const catalog[] = {&type};
  auto planned = make_plan(scenario, catalog, redactor, problems);
  if (!problems.empty() || !planned) return tell(who, problems, redactor);
  const GuardSays guard = guard_writing(scenario, planned->plan, option, output.approve_production);
  if (!guard.problems.empty()) return tell(who, guard.problems, redactor);
  if (output.dry_run) {
    std::vector<std::string> remarks{option + " would remove what run " + run_id + " left; nothing is run"};
    add_remarks(guard, remarks);
    return print_out(scenario_text(scenario, remarks, redactor)) ? ExitCode::passed : ExitCode::not_carried_out;
  }
  if (!output.quiet) {
    for (const std::string& note : guard.notes) tell_line(who, note, redactor);
  }
  if (!guard.refused.empty()) return tell(who, guard.refused, redactor);
  end_on_signals();
  const auto removed = type.remove(*planned->plan.tracks.front().workload, run_id);
  if (!removed) return tell(who, {removed.error()}, redactor);
  return print_out(redactor.redact(*removed) + "\n") ? ExitCode::passed : ExitCode::not_carried_out;
}

}  // namespace loadtest
