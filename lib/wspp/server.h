#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/error.h"
#include "wspp/connection.h"

namespace loadtest::wspp {

/// What somebody asks for; texts last as long as the call that tells it.
class HttpRequest {
 public:
  virtual std::string_view method() const = 0;
  /// Path and query.
  virtual std::string_view resource() const = 0;
  /// Empty where there is none of this name.
  virtual std::string_view header(std::string_view name) const = 0;

 protected:
  ~HttpRequest() = default;
};

/// Answer to a plain HTTP request.
struct HttpAnswer {
  int status = 404;
  std::string body;
  std::string content_type = "text/plain";
  std::vector<std::pair<std::string, std::string>> headers{};
};

/// Decides on what comes to a Server.
class ServerObserver {
 public:
  /// An upgrade request. Return the observer that the connection shall have, or null to
  /// refuse it with 404. The connection is handed over before its on_open().
  virtual ConnectionObserver* on_request(const HttpRequest&) = 0;
  virtual void on_connection(ConnectionObserver*, ConnectionPtr) = 0;
  /// A request without upgrade.
  virtual HttpAnswer on_http(const HttpRequest&) = 0;
  /// The process has no descriptor left, or the system no memory: whoever comes waits until there is.
  virtual void on_full() {}

 protected:
  ~ServerObserver() = default;
};

/// What a Server takes at most.
struct ServerLimits {
  std::size_t undecided = SIZE_MAX;  // connections that have not been answered or upgraded yet; others are cut
  std::size_t message_bytes = 16 * 1024 * 1024;  // of one that comes; who sends more is sent away
};

/// A single-threaded WebSocket server on the same lean transport.
class Server {
 public:
  Server(boost::asio::io_context&, ServerObserver&, ServerLimits = {});
  ~Server();
  /// `shared` = other processes of this user may listen there as well, and the kernel spreads what comes over all.
  /// Errors (target): the address is in use or not ours. Port 0 = any free one.
  Status listen(const boost::asio::ip::tcp::endpoint&, bool shared = false);
  std::uint16_t port() const;
  /// Connections that are open and no session's: not answered to the end yet.
  std::size_t undecided() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace loadtest::wspp
