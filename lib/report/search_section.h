#pragma once

#include "report/page.h"
#include "report/report.h"

namespace loadtest {

/// What the summary says of the levels that were tried; nothing of a run that did not search.
void write_search_section(Page&, const Report&);

}  // namespace loadtest
