#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "core/error.h"

namespace loadtest {

/// A point on the wall clock, which machines share; what is measured is on the monotonic Clock.
using Instant = std::chrono::system_clock::time_point;

/// RFC 3339 with a zone ("2026-11-23T03:00:00Z", "2026-11-23T04:00:00.5+01:00"), or Unix seconds ("1795402800.25"). The
/// error names the text only; the caller says where.
Result<Instant> parse_instant(std::string_view text);

/// RFC 3339 in UTC, to the millisecond.
std::string format_instant(Instant);

}  // namespace loadtest
