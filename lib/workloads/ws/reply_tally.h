#pragma once

#include <algorithm>
#include <cstdint>

#include "engine/workload.h"

namespace loadtest {

/// What was seen of replies beside their times.
struct ReplyTally {
  std::uint64_t streamed = 0, pieces = 0, bytes = 0;  // whole streamed replies, what they were made of
  std::uint32_t pieces_max = 0, bytes_max = 0;
  std::uint64_t stalled = 0;    // streamed replies with a gap over the limit
  std::uint64_t cut = 0;        // that began and did not end: timed out, or the connection went away
  std::uint64_t unclaimed = 0;  // replies that answer no message that was sent

  void streamed_reply(std::uint32_t its_pieces, std::uint32_t its_bytes) {
    ++streamed;
    pieces += its_pieces;
    bytes += its_bytes;
    pieces_max = std::max(pieces_max, its_pieces);
    bytes_max = std::max(bytes_max, its_bytes);
  }
  void add(const ReplyTally& other) {
    streamed += other.streamed;
    pieces += other.pieces;
    bytes += other.bytes;
    pieces_max = std::max(pieces_max, other.pieces_max);
    bytes_max = std::max(bytes_max, other.bytes_max);
    stalled += other.stalled;
    cut += other.cut;
    unclaimed += other.unclaimed;
  }
  /// In words; `measured` = streamed replies were asked for.
  void tell(Facts& facts, bool measured, Nanos stall_after) const;
};

}  // namespace loadtest
