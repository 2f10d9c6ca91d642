#pragma once

#include "core/exit_code.h"
#include "loadtest/companions.h"
#include "loadtest/prepared_run.h"

namespace loadtest {

/// The scenario of a search at the highest level that it may come to: what is prepared, guarded and made room for.
Scenario at_highest_level(const Scenario&);

/// Runs the prepared scenario at one level after the other until the highest that holds is known, and reports the last
/// run at that level with the search's outcome.
ExitCode find_max(const RunRequest&, PreparedRun&, Companions&);

}  // namespace loadtest
