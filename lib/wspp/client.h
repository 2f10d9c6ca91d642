#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/error.h"
#include "net/source_addresses.h"
#include "wspp/connection.h"
#include "wspp/proxy.h"
#include "wspp/tls.h"

namespace loadtest::wspp {

/// Where a client connects to, resolved, and from where. Connections begin with one address each in turn and go on to
/// the others where one refuses; each address is reached from all sources in turn.
struct ClientTarget {
  /// Of the target, or of the proxy.
  std::vector<boost::asio::ip::tcp::endpoint> addresses;
  std::string host;  // for the Host header, SNI and the certificate's name
  std::uint16_t port = 80;
  std::shared_ptr<TlsContext> tls;                           // null = plain
  std::vector<std::pair<std::string, std::string>> headers;  // added to the upgrade request
  std::vector<std::string> subprotocols;                     // offered; the target must choose one of all offered
  bool compression = false;                                  // offer permessage-deflate
  std::optional<Proxy> proxy;
  net::SourceAddresses sources;  // dealt out in turn as well
};

/// What one connection asks for beside what all do.
struct UpgradeRequest {
  std::string resource;  // path and query ("/api/v1/pam/ws/user-0?token=…")
  std::vector<std::pair<std::string, std::string>> headers{};
  std::vector<std::string> subprotocols{};
  Nanos read_pause{0};  // after each message nothing is read for so long, and the kernel keeps little for us meanwhile
};

/// Messages whose receive time the kernel told, and those of which only the time of reading is known.
struct ReceiveTimes {
  std::uint64_t by_kernel = 0, by_reading = 0;
};

/// Makes the connections of one shard. Single-threaded: everything happens on the io_context's thread.
class Client {
 public:
  Client(boost::asio::io_context&, ClientTarget);
  ~Client();  // after its connections
  /// Begins to connect. `turn` picks the addresses.
  ConnectionPtr connect(ConnectionObserver&, const UpgradeRequest&, std::uint64_t turn);
  const ReceiveTimes& receive_times() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace loadtest::wspp
