#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/clock.h"
#include "core/error.h"
#include "http/url.h"

namespace loadtest {

struct HttpRequest {
  std::string method = "POST", target = "/";
  std::vector<std::pair<std::string, std::string>> headers{};
  std::string body{};
};

struct HttpResponse {
  unsigned status = 0;
  std::string reason, body;  // as the server said them
  bool ok() const { return status >= 200 && status < 300; }
};

/// Sends requests to one server, one after the other, over HTTP/1.1 or HTTPS; a connection is kept for the next. The
/// server's certificate must be trusted ($SSL_CERT_FILE is honored). Redirects are not followed.
class HttpClient {
 public:
  struct Limits {
    Nanos connect = std::chrono::seconds(3), answer = std::chrono::seconds(5);
    std::size_t body_max = 64 * 1024;
  };
  HttpClient(HttpUrl, Limits);
  ~HttpClient();
  /// Blocks. Errors (target): no connection, no answer within the limits, or none that is HTTP.
  Result<HttpResponse> send(const HttpRequest&);
  /// From any thread: what is not done by then is given up.
  void end_by(TimePoint);

 private:
  class Line;
  std::unique_ptr<Line> line_;
};

}  // namespace loadtest
