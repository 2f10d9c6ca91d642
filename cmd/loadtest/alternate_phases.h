#pragma once

#include <span>
#include <vector>

#include "engine/plan.h"
#include "scenario/scenario.h"

namespace loadtest {

/// The phases that show how much the tracks slow one another: each alone for an equal part of the first half of what
/// follows ramp-up and warm-up, then all together, which is what criteria look at. The first tenth of each is settling
/// time. A warm-up, where there is one, is a phase before them in which all run; else the ramp-up is part of the first.
std::vector<Phase> alternate_phases(std::span<const TrackSpec>);

/// All of them together, all the time.
std::vector<Phase> one_phase();

}  // namespace loadtest
