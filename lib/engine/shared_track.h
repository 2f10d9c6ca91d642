#pragma once

#include <atomic>
#include <cstdint>

namespace loadtest {

/// The counts of a track that all its shards share, because "at the same time" is said of the whole. Touched when a
/// user connects or goes, never by an operation.
struct SharedTrack {
  std::atomic<std::uint32_t> connected{0}, peak{0};

  void one_connected() {
    const std::uint32_t now = connected.fetch_add(1, std::memory_order_relaxed) + 1;
    std::uint32_t seen = peak.load(std::memory_order_relaxed);
    while (seen < now && !peak.compare_exchange_weak(seen, now, std::memory_order_relaxed)) {
    }
  }
  void one_disconnected() { connected.fetch_sub(1, std::memory_order_relaxed); }
};

}  // namespace loadtest
