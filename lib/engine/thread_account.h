#pragma once

#include <cstdint>

#include "core/clock.h"

namespace loadtest {

/// What the kernel says of the calling thread: how long it ran, and how long it was ready but had no processor
/// (/proc/thread-self/schedstat).
struct ThreadAccount {
  Nanos ran{0}, waited{0};

  /// Zeros where the kernel does not tell.
  static ThreadAccount now();
};

/// Greatest resident memory of the process so far, in bytes.
std::uint64_t peak_rss_bytes();

/// Resident memory of the process now; 0 where the kernel does not tell.
std::uint64_t rss_bytes();

}  // namespace loadtest
