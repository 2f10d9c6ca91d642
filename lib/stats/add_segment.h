#pragma once

#include "core/error.h"
#include "stats/run_result.h"

namespace loadtest {

/// Adds what another segment of the same run measured to a sum: histograms, counts and sums exactly, intervals by their
/// place from t0, shares of the generator by the greatest. Users connected at the same time are those that were at the
/// ends of the same intervals, never more than can be shown. In any order and grouping the sum is the same. Errors
/// (config): tracks, operations, phases or the grid of the intervals differ.
Status add_segment(RunResult& sum, const RunResult& part);

}  // namespace loadtest
