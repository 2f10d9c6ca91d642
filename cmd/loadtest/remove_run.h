#pragma once

#include <string>

#include "core/error.h"
#include "core/exit_code.h"
#include "engine/workload.h"
#include "loadtest/command.h"
#include "scenario/scenario.h"

namespace loadtest {

/// Removes what an earlier run left at the target (`--clean-up RUN_ID`). No load is made.
ExitCode remove_run(const std::string& who, const WorkloadType&, const Scenario&, const CommandInput&, Problems);

}  // namespace loadtest
