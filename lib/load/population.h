#pragma once

#include <cstdint>

#include "core/clock.h"

namespace loadtest {

/// When user `i` of `n` connects, from t0: evenly over the ramp-up.
constexpr Nanos connect_instant(std::uint64_t i, std::uint64_t n, Nanos ramp_up) {
  // In two parts, so that a year of ramp-up times a million users stays within 64 bits.
  const auto length = static_cast<std::uint64_t>(ramp_up.count());
  return Nanos(static_cast<Nanos::rep>(length / n * i + length % n * i / n));
}

/// When user `i` of `n` begins where all connected before t0: evenly over one think time, so that they do not march in
/// step.
constexpr Nanos begin_instant(std::uint64_t i, std::uint64_t n, Nanos think_time) {
  return connect_instant(i, n, think_time);
}

}  // namespace loadtest
