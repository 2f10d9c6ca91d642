#pragma once

#include <span>

#include "core/sample.h"
#include "stats/interval.h"
#include "stats/operation_stats.h"

namespace loadtest {

/// Fills in the operations that are the sum of all that have a weight.
void fill_sums(std::span<const OperationSpec>, TrackTotals&);
void fill_sums(std::span<const OperationSpec>, Interval&);

}  // namespace loadtest
