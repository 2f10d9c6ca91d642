#pragma once

#include "page/html.h"
#include "report/report.h"

namespace loadtest {

/// The causes that were found, each with its evidence and what to try; nothing where there are none.
void write_findings_list(Html&, const Report&);

}  // namespace loadtest
