#pragma once

#include "core/exit_code.h"
#include "loadtest/companions.h"
#include "loadtest/prepared_run.h"

namespace loadtest {

/// The scenario of a sweep with the highest value of each setting: what is prepared, guarded and made room for.
Scenario at_highest_point(const Scenario&);

/// Runs the prepared scenario once for each point of its sweep, and reports the run at the value that is recommended
/// with the sweep's outcome.
ExitCode sweep(const RunRequest&, PreparedRun&, Companions&);

}  // namespace loadtest
