#pragma once

#include <optional>

#include "stats/run_result.h"

namespace loadtest {

/// A track whose target stopped answering: it was waiting at the end of the run, and had no answer of any kind for
/// longer than one ever took. What nobody answers has no outcome, so no criterion sees it.
struct Silence {
  Nanos lasted{0};            // up to the last start
  std::uint64_t waiting = 0;  // operations that were still open when the run gave up
};

/// nullopt where answers came to the end, or nothing was waiting.
std::optional<Silence> find_silence(const RunResult&, const TrackResult&);

}  // namespace loadtest
