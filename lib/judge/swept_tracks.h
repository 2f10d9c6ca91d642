#pragma once

#include <cstdint>
#include <vector>

#include "judge/sweep_outcome.h"
#include "stats/run_result.h"

namespace loadtest {

/// What each track came to in one run of a sweep. `idle` = which of them had nothing to do; how far rate and p95 move
/// by chance is drawn from the run's own seconds (compare/block_bootstrap.h).
std::vector<SweptTrack> swept_tracks(const RunResult&, const std::vector<bool>& idle, std::uint64_t seed);

}  // namespace loadtest
