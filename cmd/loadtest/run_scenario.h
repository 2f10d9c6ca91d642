#pragma once

#include <string>
#include <vector>

#include "core/error.h"
#include "core/exit_code.h"
#include "loadtest/load_options.h"
#include "report/report.h"
#include "scenario/scenario.h"

namespace loadtest {

/// A scenario to carry out, from whichever command.
struct RunRequest {
  std::string who;      // begins every line on standard error: "loadtest ws"
  std::string command;  // as shown in the result
  Scenario scenario;
  OutputOptions output;
  Problems problems;               // found so far
  std::vector<std::string> notes;  // for the user, before the start
};

class PreparedRun;

/// What is known of a run before it begins: no figures, no verdict.
Report describe_run(const RunRequest&, const PreparedRun&);
/// What is known of a finished run, judged.
Report make_report(const RunRequest&, const PreparedRun&, RunResult, Observations);

/// The one path of every run: plan, check, reach the target, run, judge, write, choose the exit code.
ExitCode run_scenario(RunRequest);

}  // namespace loadtest
