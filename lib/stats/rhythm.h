#pragma once

#include <optional>

#include "stats/run_result.h"

namespace loadtest {

/// What a closed model would have recorded had its users kept their rhythm: for every value above the expected interval
/// the sends that were omitted while it lasted, each shorter than the one before by that interval (HdrHistogram's
/// copyCorrectedForCoordinatedOmission, cell by cell).
Histogram with_omitted_sends(const Histogram& recorded, Nanos expected_interval);

/// The same for an operation of a track, at the rhythm of its users: think time and median response. nullopt in the
/// open model, which omits nothing, and for what users do not start by themselves.
std::optional<Histogram> in_rhythm(const TrackResult&, const OperationSpec&, const Histogram& response);

}  // namespace loadtest
