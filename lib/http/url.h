#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/error.h"
#include "core/secret.h"

namespace loadtest {

/// An http:// or https:// address.
struct HttpUrl {
  bool tls = false;
  std::string host;  // an IPv6 address without its brackets
  std::uint16_t port = 80;
  std::string target;    // path and query; empty where the address ends with the port
  Secret authorization;  // "Basic …" of a name and a password in it

  std::string host_and_port() const;
  /// For people: without what is secret.
  std::string shown() const { return (tls ? "https://" : "http://") + host_and_port(); }
};

/// Errors (usage): no such address. They do not quote it.
Result<HttpUrl> parse_http_url(std::string_view text);

struct HostAndPort {
  std::string host;
  std::uint16_t port = 0;
};
/// "host:8125", "[::1]:8125"; where there is a usual host, "8125" too. Errors (usage).
Result<HostAndPort> parse_host_and_port(std::string_view text, std::string_view usual_host = {});

}  // namespace loadtest
