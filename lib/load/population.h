#pragma once

#include <cstdint>

#include "core/clock.h"

namespace loadtest {

/// When user `i` of `n` connects, from t0: evenly over the ramp-up.
constexpr Nanos connect_instant(std::uint64_t i, std::uint64_t n, Nanos ramp_up) {
  return Nanos(static_cast<Nanos::rep>(static_cast<__int128>(ramp_up.count()) * static_cast<__int128>(i) / static_cast<__int128>(n)));
}

/// When user `i` of `n` begins where all connected before t0: evenly over one think time, so that they do not march in step.
constexpr Nanos begin_instant(std::uint64_t i, std::uint64_t n, Nanos think_time) { return connect_instant(i, n, think_time); }

}  // namespace loadtest
