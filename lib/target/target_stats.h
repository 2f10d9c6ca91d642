#pragma once

#include <cstdint>
#include <string>

namespace loadtest::target {

/// What the server counted; tests hold the tool's figures against it.
struct TargetStats {
  std::uint64_t connections_accepted = 0, greeted = 0, open = 0, peak_open = 0;
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

  void opened();
  void closed(bool clean);
  /// One line of JSON.
  std::string json() const;
};

}  // namespace loadtest::target
