#pragma once

#include <string>

#include "report/report.h"

namespace loadtest {

/// A heading, the regressions, a table: for a pull request. Empty where the report holds no comparison.
std::string comparison_markdown(const Report&);

}  // namespace loadtest
