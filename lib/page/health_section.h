#pragma once

#include "page/html.h"
#include "report/report.h"

namespace loadtest {

/// Whether the generator can be believed, what each track's users and target came to, and what was warned of.
void write_health(Html&, const Report&);

/// The levels that a search tried.
void write_search_levels(Html&, const Report&);

/// The generators whose results were added up.
void write_segment_list(Html&, const Report&);

}  // namespace loadtest
