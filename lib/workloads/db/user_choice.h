#pragma once

#include <string_view>

#include "core/error.h"

namespace loadtest {

/// "5%" or 0.05, from 0 to 1. Errors (usage).
Result<double> parse_share(std::string_view text);

/// "uniform" = 0, "zipf" = 1, "zipf:1.1": the exponent with which the n-th user comes n^-exponent as often as the
/// first. Errors (usage).
Result<double> parse_skew(std::string_view text);

}  // namespace loadtest
