#pragma once

#include <string_view>

#include "core/error.h"

namespace loadtest {

/// "5%" or "0.05": from 0 to 1. The error (usage) names the text only; the caller says where.
Result<double> parse_share(std::string_view text);

}  // namespace loadtest
