#pragma once

#include "page/html.h"
#include "report/report.h"

namespace loadtest {

/// What went together with slow answers; nothing where nothing did.
void write_coincidences_list(Html&, const Report&);

}  // namespace loadtest
