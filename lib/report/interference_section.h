#pragma once

#include "report/page.h"
#include "report/report.h"

namespace loadtest {

/// What the summary says of how much the tracks slowed one another; nothing where that was not measured.
void write_interference(Page&, const Report&);

}  // namespace loadtest
