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
  Problems problems;                  // of what it is told by the environment: nobody knows what is guarded
  Problems refused;                   // why nothing may be started; empty = it may
  std::vector<std::string> notes;     // what is guarded; approvals that name nothing
  std::vector<std::string> warnings;  // what became of the load that was asked for
};

/// What a dry run shows of it.
void add_remarks(const GuardSays&, std::vector<std::string>&);

/// Judges every host that the tracks would put load on, but for those that are started for the run. Blocks: names are
/// resolved. Where a guarded host takes the run, its track is held to the limits, in plan and scenario alike, and
/// writes nothing. `approved` = the values of --approve-production.
GuardSays guard_run(Scenario&, Plan&, std::span<const std::string> approved);

/// The same for what only writes there: `option` = "--clean-up".
GuardSays guard_writing(const Scenario&, const Plan&, const std::string& option, std::span<const std::string> approved);

}  // namespace loadtest
