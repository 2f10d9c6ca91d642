#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <string>
#include <string_view>

#include "core/error.h"

namespace loadtest {

/// Where a dashboard is served.
struct LiveAddress {
  std::string host;  // as it was typed, without brackets: "localhost", "::1"
  boost::asio::ip::tcp::endpoint at;

  /// "127.0.0.1:5665", "localhost:0" (any free port), "[::1]:5665". Errors (usage): what is wrong with it.
  static Result<LiveAddress> parse(std::string_view text);
  bool only_this_machine() const { return at.address().is_loopback(); }
};

/// "127.0.0.1:5665" or "[::1]:5665", as it stands in a URL.
std::string host_and_port(std::string_view host, std::uint16_t port);

}  // namespace loadtest
