#pragma once

#include "archive/json_spot.h"
#include "judge/sweep_outcome.h"

namespace loadtest {

/// The result file's `sweep`.
SweepOutcome read_sweep(const JsonSpot&);

}  // namespace loadtest
