#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/error.h"
#include "core/secret.h"
#include "wspp/socket.h"
#include "wspp/tls_session.h"

namespace loadtest::wspp {

/// An HTTP proxy that connections go through by CONNECT.
struct Proxy {
  std::string host;
  std::uint16_t port = 80;
  Secret credentials;  // "user:password", or empty

  /// "http://[USER:PASSWORD@]HOST[:PORT]", the user and password percent-encoded where need be. Errors (usage).
  static Result<Proxy> parse(std::string_view url);
};

/// The user and password as they go to the proxy.
std::string basic_credentials(const Proxy&);

/// One connection's way through a proxy: asks for it and reads the answer, at whatever pace the socket has.
class ProxyTunnel {
 public:
  ProxyTunnel(const Proxy& proxy, const std::string& host, std::uint16_t port);

  /// done = from here on the socket is the target's; again; or failed with `failure` filled in: "proxy 407" and so on,
  /// "proxy eof", "proxy invalid" (no HTTP), or the socket's failure.
  IoResult advance(Socket& socket, TlsFailure& failure);

 private:
  IoResult read_answer(TlsFailure& failure);

  std::string request_;  // what is still to be sent
  std::string answer_;
};

}  // namespace loadtest::wspp
