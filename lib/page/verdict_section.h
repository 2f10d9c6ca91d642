#pragma once

#include "page/html.h"
#include "report/report.h"

namespace loadtest {

/// What the run came to, why, and its greatest figures.
void write_verdict(Html&, const Report&);
void write_criteria(Html&, const Report&);

}  // namespace loadtest
