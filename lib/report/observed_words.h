#pragma once

#include <string>
#include <string_view>

namespace loadtest {

/// A value of an observation with its unit, for people: "1.5 GiB", "12 MiB/s", "87 %", "3.2 ms", "410/s".
std::string show_observed(double value, std::string_view unit);

}  // namespace loadtest
