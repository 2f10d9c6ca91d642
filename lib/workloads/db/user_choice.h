#pragma once

#include <string_view>

#include "core/error.h"

namespace loadtest {

/// "uniform" = 0, "zipf" = 1, "zipf:1.1": the exponent with which the n-th user comes n^-exponent as often as the
/// first. Errors (usage).
Result<double> parse_skew(std::string_view text);

}  // namespace loadtest
