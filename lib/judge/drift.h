#pragma once

#include <optional>
#include <string_view>

#include "judge/threshold.h"
#include "stats/trend.h"

namespace loadtest {

/// From which length on a run is a soak: its drift is looked at without being asked for.
inline constexpr Nanos soak_from = std::chrono::minutes(10);

/// How a track's p95 of response time (in ms), or its share of errors, went over the run: the trend of some thirty
/// equal stretches of it, from when all users are connected and have settled on. nullopt where there is too little of
/// it, or where the load itself was not steady: then nobody can tell whose drift it is. `operation` empty = the whole
/// load.
std::optional<Trend> find_drift(const TrackResult&, std::string_view operation, Measure);

/// By how much it drifted upwards: of times the share by which p95 grew, of errors by how much their share did; 0 where
/// chance may have done it.
double drift_of(const Trend&, Measure);

}  // namespace loadtest
