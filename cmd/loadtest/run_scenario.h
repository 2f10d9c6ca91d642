#pragma once

#include <string>
#include <vector>

#include "core/error.h"
#include "core/exit_code.h"
#include "loadtest/load_options.h"
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

/// The one path of every run: plan, check, reach the target, run, judge, write, choose the exit code.
ExitCode run_scenario(RunRequest);

}  // namespace loadtest
