#pragma once

#include "report/page.h"
#include "report/report.h"

namespace loadtest {

/// What the summary says of what went together with slow answers; nothing where nothing did.
void write_coincidences(Page&, const Report&);

}  // namespace loadtest
