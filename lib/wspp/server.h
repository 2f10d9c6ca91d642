#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <functional>
#include <memory>
#include <string>

#include "core/error.h"
#include "wspp/connection.h"

namespace loadtest::wspp {

/// Answer to a plain HTTP request or to an upgrade that is refused.
struct HttpAnswer {
  int status = 404;
  std::string body;
  std::string content_type = "text/plain";
};

/// Decides on what comes to a Server.
class ServerObserver {
 public:
  /// An upgrade request for this path and query. Return the observer that the connection shall have, or null to
  /// refuse it with 404. The connection is handed over before its on_open().
  virtual ConnectionObserver* on_request(std::string_view resource) = 0;
  virtual void on_connection(ConnectionObserver*, ConnectionPtr) = 0;
  /// A request without upgrade.
  virtual HttpAnswer on_http(std::string_view resource) = 0;
  /// The process has no descriptor left, or the system no memory: whoever comes waits until there is.
  virtual void on_full() {}

 protected:
  ~ServerObserver() = default;
};

/// A single-threaded WebSocket server on the same lean transport.
class Server {
 public:
  Server(boost::asio::io_context&, ServerObserver&);
  ~Server();
  /// `shared` = other processes of this user may listen there as well, and the kernel spreads what comes over all.
  /// Errors (target): the address is in use or not ours. Port 0 = any free one.
  Status listen(const boost::asio::ip::tcp::endpoint&, bool shared = false);
  std::uint16_t port() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace loadtest::wspp
