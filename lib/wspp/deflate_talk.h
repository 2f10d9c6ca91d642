#pragma once

#include <cstddef>
#include <cstdint>

namespace loadtest::wspp {

/// What a session and its compression have to say to each other. websocketpp makes the extension by itself and shows it
/// to nobody, but all that happens within one call on one thread.
struct DeflateTalk {
  bool wanted = false;      // to the next extension that is made: offer it
  bool agreed = false;      // by the one that was negotiated: the server took the offer
  std::size_t written = 0;  // bytes that the last message was compressed to
  std::size_t read = 0;     // bytes decompressed that no session has counted yet

  static constexpr std::size_t trailer = 4;  // of each message; not sent, and put back before reading

  static DeflateTalk& of_thread() {
    thread_local DeflateTalk talk;
    return talk;
  }
  /// Of a message for which so much was decompressed; 0 = it came uncompressed.
  static std::size_t payload_bytes(std::size_t decompressed) {
    return decompressed < trailer ? 0 : decompressed - trailer;
  }
};

}  // namespace loadtest::wspp
