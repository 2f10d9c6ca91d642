#pragma once

#include <chrono>

namespace loadtest {

/// The one clock that everything is measured on; monotonic.
using Clock = std::chrono::steady_clock;
using TimePoint = Clock::time_point;
using Nanos = std::chrono::nanoseconds;

inline double to_seconds(Nanos t) { return std::chrono::duration<double>(t).count(); }
inline double to_millis(Nanos t) { return std::chrono::duration<double, std::milli>(t).count(); }
inline Nanos from_seconds(double s) { return Nanos(static_cast<Nanos::rep>(s * 1e9)); }

}  // namespace loadtest
