#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/secret.h"
#include "engine/plan.h"
#include "scenario/scenario.h"

namespace loadtest {

/// A plan, and what its user should know before it runs.
struct PlannedRun {
  Plan plan;
  std::vector<std::string> warnings;
};

/// Builds the plan of a scenario. On failure `problems` has every reason and the result is empty.
std::optional<PlannedRun> make_plan(const Scenario&, std::span<const WorkloadType* const> catalog, Redactor&,
                                    Problems& problems);

/// Gives each track the shards that it is worth being split over, of `wanted` at most.
void place_tracks(Plan&, unsigned wanted);

}  // namespace loadtest
