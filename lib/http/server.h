#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "core/error.h"

namespace loadtest {

struct HttpQuestion {
  std::string_view path, accept;  // without the query
};

struct HttpAnswer {
  unsigned status = 200;
  std::string type = "text/plain; charset=utf-8", body;
};

/// Answers GET on one port, from a thread of its own; at most 16 connections at a time, ten seconds for each request.
class HttpServer {
 public:
  using Answerer = std::function<HttpAnswer(const HttpQuestion&)>;
  /// Listens from now on, and answers from start() on. Errors (usage): the port is in use, or is not ours to take.
  static Result<std::unique_ptr<HttpServer>> listen(const std::string& address, std::uint16_t port);
  ~HttpServer();
  /// The function is called on the server's thread.
  void start(Answerer);
  void stop();

 private:
  class Loop;
  explicit HttpServer(std::unique_ptr<Loop>);
  std::unique_ptr<Loop> loop_;
};

}  // namespace loadtest
