#pragma once

#include "report/page.h"
#include "report/report.h"

namespace loadtest {

/// What the summary of a sum says of the generators that it was measured by; nothing of any other run.
void write_segments(Page&, const Report&);

}  // namespace loadtest
