#pragma once

#include "report/page.h"
#include "stats/run_result.h"

namespace loadtest {

/// What the summary says of track `index`: operations, errors, users and target. `part` = the figures that are shown
/// (report/phase_words.h) of the run `whole`.
void write_track_section(Page&, const RunResult& whole, const RunResult& part, std::size_t index);

}  // namespace loadtest
