#pragma once

#include "report/page.h"
#include "report/report.h"

namespace loadtest {

/// What the summary says of the settings that were tried: a curve, or a table of two of them; nothing of a run that was
/// no sweep.
void write_sweep_section(Page&, const Report&);

}  // namespace loadtest
