#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "wspp/connection.h"

namespace loadtest::wspp {

/// Follows a server's bytes from frame to frame (RFC 6455, section 5.2), so that messages which lie whole in the buffer
/// need not take the way through websocketpp: final, one frame, nothing reserved, text of ASCII alone. Whatever else
/// comes is websocketpp's, errors included; this remembers where its frames end.
class FrameReader {
 public:
  struct Message {
    std::string_view payload;
    FrameKind kind;
  };

  /// The message that begins at `at`, which is then behind it; nothing where the bytes from `at` on are websocketpp's.
  std::optional<Message> next(const char*& at, const char* end) const;
  /// Follows what websocketpp gets.
  void pass(const char* from, const char* end);

 private:
  void pass_header(char byte);

  std::uint64_t rest_ = 0;  // of the payload under way
  std::array<unsigned char, 14> header_{};
  std::uint8_t header_size_ = 0;
  std::uint8_t response_end_ = 0;  // how much of the empty line behind the upgrade was seen
  bool fragmented_ = false;        // more frames of one message are to come
};

}  // namespace loadtest::wspp
