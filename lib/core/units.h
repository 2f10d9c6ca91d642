#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/clock.h"
#include "core/error.h"

namespace loadtest {

/// "0", "300" (seconds), "0.2s", "250ms", "90s", "5m", "1h30m". At most 365 days. The error names the text only; the
/// caller says where.
Result<Nanos> parse_duration(std::string_view text);

/// "500", "500/s", "30000/m", "10/h": events per second, above 0.
Result<double> parse_rate(std::string_view text);

/// A whole number in [min, max].
Result<std::uint64_t> parse_count(std::string_view text, std::uint64_t min, std::uint64_t max);

/// "1h30m", "90s", "250ms", "1.5s": shortest form that parse_duration reads back.
std::string format_duration(Nanos t);

/// For people: "412 ms", "3.41 s", "87 µs"; three significant digits.
std::string show_millis(double ms);

/// For people: "12,345".
std::string show_count(std::uint64_t n);

/// For people: "99.95 %". Never rounds up to 100 % or down to 0 % what is not.
std::string show_share(double share);

}  // namespace loadtest
