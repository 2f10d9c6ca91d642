#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/error.h"

namespace loadtest {

/// The parts of a ws:// or wss:// URL.
struct WsUrl {
  bool secure = false;
  std::string host;  // without the brackets of IPv6
  std::uint16_t port = 80;
  std::string path;   // "/api/v1/pam", no slash at its end
  std::string query;  // without the question mark

  bool loopback() const;
  /// Errors (usage): another scheme, no host, a bad port, user information, a fragment, spaces or control characters.
  static Result<WsUrl> parse(std::string_view text);
};

}  // namespace loadtest
