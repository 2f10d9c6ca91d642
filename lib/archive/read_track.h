#pragma once

#include "archive/json_spot.h"
#include "stats/run_result.h"

namespace loadtest {

/// One element of tracks[], without what phases[] has of it.
TrackResult read_track(const JsonSpot&);

/// What a phase's element of tracks[] has: into the phase `index` of `count` of the track of its name. The index of
/// that track, or tracks.size() where there is none.
std::size_t read_phase_track(const JsonSpot&, std::size_t index, std::size_t count, std::vector<TrackResult>& tracks);

/// A histogram of whose exact figures only the greatest is kept.
Histogram read_histogram(const JsonSpot& encoded, Nanos max);

}  // namespace loadtest
