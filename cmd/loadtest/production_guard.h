#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/error.h"
#include "engine/plan.h"
#include "scenario/scenario.h"

namespace loadtest {

/// What the production guard says before anything is started.
struct GuardSays {
  Problems refused;                // why nothing may be started; empty = it may
  std::vector<std::string> notes;  // what is guarded, what became of the run for that; approvals that name nothing
};

/// Judges every host that the tracks would put load on, but for those that are started for the run. Blocks: names are
/// resolved. Where a guarded host takes the run, its track is held to the limits, in plan and scenario alike, and
/// writes nothing. `approved` = the values of --approve-production.
GuardSays guard_run(Scenario&, Plan&, std::span<const std::string> approved);

/// The same for what only writes there: `option` = "--clean-up".
GuardSays guard_writing(const Scenario&, const Plan&, const std::string& option, std::span<const std::string> approved);

}  // namespace loadtest
