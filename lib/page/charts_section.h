#pragma once

#include <span>

#include "page/html.h"
#include "report/report.h"

namespace loadtest {

/// Figures: throughput, times, the percentile curve, failures and users of each track, and all tracks on one axis. Each
/// with what it shows in words and as a table.
void write_charts(Html&, const Report&);

/// The places of the same figures, for scripts to draw into while a run lasts.
void write_empty_charts(Html&, std::span<const ShownTrack>);

}  // namespace loadtest
