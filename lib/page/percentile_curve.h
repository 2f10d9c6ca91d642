#pragma once

#include <utility>
#include <vector>

#include "stats/run_result.h"

namespace loadtest {

/// A share of operations and the time in ms that it does not exceed; the shares are those at which HdrHistogram's
/// plotters look: denser and denser towards 1, as far as there are samples.
using CurvePoint = std::pair<double, double>;
std::vector<CurvePoint> percentile_curve(const Histogram&);
/// The same at 50 %, 75 %, 90 %, 99 % and so on.
std::vector<CurvePoint> well_known_shares(const Histogram&);

/// Response or service times of all that the load of a track consists of.
Histogram load_times(const TrackResult&, Histogram OperationStats::*);

}  // namespace loadtest
