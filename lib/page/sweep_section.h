#pragma once

#include "page/html.h"
#include "report/report.h"

namespace loadtest {

/// The settings that were tried, as a curve or a table of two of them; nothing of a run that was no sweep.
void write_sweep(Html&, const Report&);

}  // namespace loadtest
