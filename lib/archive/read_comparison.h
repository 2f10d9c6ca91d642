#pragma once

#include "archive/json_spot.h"
#include "compare/comparison.h"

namespace loadtest {

/// The result file's `comparison`.
RunComparison read_comparison(const JsonSpot&);

}  // namespace loadtest
