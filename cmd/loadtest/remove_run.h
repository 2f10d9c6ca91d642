#pragma once

#include <string>

#include "core/error.h"
#include "core/exit_code.h"
#include "engine/workload.h"
#include "loadtest/load_options.h"
#include "scenario/scenario.h"

namespace loadtest {

/// Removes what an earlier run left at the target (`--clean-up RUN_ID`), or with --dry-run says what it would. No load
/// is made.
ExitCode remove_run(const std::string& who, const WorkloadType&, const Scenario&, const std::string& run_id,
                    const OutputOptions&, Problems);

}  // namespace loadtest
