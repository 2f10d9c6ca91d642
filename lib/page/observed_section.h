#pragma once

#include "page/html.h"
#include "report/report.h"

namespace loadtest {

/// What databases, hosts and poolers said while the run lasted: drawings of their series, figures, tables. Nothing
/// where nobody was asked.
void write_observed(Html&, const Report&);

}  // namespace loadtest
