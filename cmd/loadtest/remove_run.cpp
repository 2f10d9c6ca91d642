#include "loadtest/remove_run.h"

#include "loadtest/problems.h"
#include "loadtest/production_guard.h"
#include "loadtest/signals.h"
#include "scenario/planner.h"

namespace loadtest {

ExitCode remove_run(const std::string& who, const WorkloadType& type, const Scenario& scenario,
                    const CommandInput& input, Problems problems) {
  if (scenario.embedded()) {
    problems.push_back({ErrorKind::usage,
                        "--" + std::string(type.roles.remove) + ": cannot be combined with --embedded",
                        "the embedded target goes with its run, and nothing of it stays"});
  }
  Redactor redactor;
  const WorkloadType* const catalog[] = {&type};
  auto planned = make_plan(scenario, catalog, redactor, problems);
  if (!problems.empty() || !planned) return tell(who, problems, redactor);
  const GuardSays guard = guard_writing(scenario, planned->plan, "--" + std::string(type.roles.remove),
                                        input.settings.all("approve-production"));
  for (const std::string& note : guard.notes) tell_line(who, note, redactor);
  if (!guard.refused.empty()) return tell(who, guard.refused, redactor);
  end_on_signals();
  const auto removed =
      type.remove(*planned->plan.tracks.front().workload, input.settings.get_or(type.roles.remove, ""));
  if (!removed) return tell(who, {removed.error()}, redactor);
  return print_out(redactor.redact(*removed) + "\n") ? ExitCode::passed : ExitCode::not_carried_out;
}

}  // namespace loadtest
