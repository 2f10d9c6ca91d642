#pragma once

#include "page/html.h"
#include "report/report.h"

namespace loadtest {

/// What was counted of each operation and how long it took, response time above service time.
void write_operations(Html&, const Report&);

/// Failures by operation and kind.
void write_failures(Html&, const Report&);

}  // namespace loadtest
