#pragma once

#include <atomic>
#include <cstdint>
#include <string>

namespace loadtest::target {

/// Who is connected at one time, over all processes of the server.
struct Crowd {
  std::atomic<std::uint64_t> open{0}, peak{0};

  void came();
  void went() { open.fetch_sub(1, std::memory_order_relaxed); }
};

/// What the server counted; tests hold the tool's figures against it.
struct TargetStats {
  std::uint64_t connections_accepted = 0, greeted = 0, open = 0, peak_open = 0;
  std::uint64_t full = 0;                            // how often nobody could be let in for want of descriptors
  std::uint64_t closed_clean = 0, closed_dirty = 0;  // with and without a closing handshake
  std::uint64_t chats_received = 0;
  std::uint64_t chats_answered = 0;  // whole replies sent, late ones too
  std::uint64_t replies_late = 0, replies_dropped = 0;
  std::uint64_t errors_sent = 0, closes_sent = 0;
  std::uint64_t pings_received = 0, pongs_received = 0;
  std::uint64_t echoes = 0;
  // Of the chat in its database: asked for, answered, or failed for whatever reason; and what the users saw.
  std::uint64_t queries_started = 0, queries_answered = 0, queries_failed = 0;
  std::uint64_t rows_read = 0;
  Crowd* crowd = nullptr;  // where there is one, peak_open of a sum is its

  void opened();
  void closed(bool clean);
  /// Adds what another process counted, which may be counting still.
  void add(const TargetStats&);
  /// One line of JSON.
  std::string json() const;
};

}  // namespace loadtest::target
