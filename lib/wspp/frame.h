#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "wspp/connection.h"

namespace loadtest::wspp {

/// Bytes that are kept for the next frame: never more than `kept_max` of them.
struct FrameBuffer {
  static constexpr std::size_t kept_max = 1 << 20;
  std::vector<char> bytes;
  std::size_t size = 0;

  std::string_view view() const { return {bytes.data(), size}; }
};

/// What a data frame with so much payload is on the wire.
constexpr std::size_t data_frame_bytes(std::size_t payload, bool masked) {
  return payload + (payload < 126 ? 2 : payload < 65536 ? 4 : 10) + (masked ? 4 : 0);
}

/// Writes one whole data frame (RFC 6455, 5.2), masked where there is a key, into `out`.
void write_data_frame(std::string_view payload, FrameKind kind, std::optional<std::uint32_t> mask, FrameBuffer& out);

}  // namespace loadtest::wspp
