#pragma once

#include <string>

#include "page/html.h"
#include "report/report.h"

namespace loadtest {

/// Every measure beside the base, and both percentile curves; nothing where the report holds no comparison.
void write_comparison(Html&, const Report&);

/// The same as a page of its own.
std::string comparison_page(const Report&);

}  // namespace loadtest
