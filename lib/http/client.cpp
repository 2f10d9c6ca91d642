#include "http/client.h"

#include <fmt/format.h>
#include <openssl/ssl.h>

#include <atomic>
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <optional>

#include "http/name_lookup.h"

namespace loadtest {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using boost::system::error_code;

std::string in_words(const error_code& error) {
  if (error == http::error::end_of_stream || error == http::error::partial_message || error == asio::error::eof ||
      error == asio::ssl::error::stream_truncated)
    return "the connection was closed before the answer";
  if (error == http::error::body_limit) return "the answer is too long";
  if (error.category() == http::make_error_code(http::error::bad_version).category())
    return "the answer is not HTTP: " + error.message();
  std::string text = error.message();
  if (!text.empty()) text.front() = static_cast<char>(std::tolower(static_cast<unsigned char>(text.front())));
  return text;
}

}  // namespace

/// The connection and what drives it: one asynchronous step at a time, until it is done or its time is over.
class HttpClient::Line {
 public:
  Line(HttpUrl url, Limits limits)
      : url_(std::move(url)), limits_(limits), lookup_(url_.host), timer_(io_), tls_(asio::ssl::context::tls_client) {
    if (!url_.tls) return;
    tls_.set_options(asio::ssl::context::no_tlsv1 | asio::ssl::context::no_tlsv1_1);
    error_code ignored;  // without roots no server is trusted, and that is told then
    tls_.set_default_verify_paths(ignored);
    tls_.set_verify_mode(asio::ssl::verify_peer);
  }

  Result<HttpResponse> send(const HttpRequest& request) {
    const bool reused = connected();
    auto answer = exchange(request);
    // A server may close a connection that nothing was asked on for a while; what it meant is not known before asking.
    if (!answer && reused && !timed_out_) answer = exchange(request);
    return answer;
  }

  void end_by(TimePoint end) {
    end_ = std::min(end_.load(), end);
    lookup_.end_by(end);
    asio::post(io_, [this] { arm(); });
  }

 private:
  bool connected() const { return socket_.has_value(); }
  asio::ip::tcp::socket& tcp() { return socket_->next_layer(); }

  Result<HttpResponse> exchange(const HttpRequest& request) {
    timed_out_ = false;
    if (!connected()) {
      if (auto done = connect(); !done) return tl::unexpected(done.error());
    }
    http::request<http::string_body> asked;
    asked.method_string(request.method);
    asked.target(request.target);
    asked.version(11);
    asked.set(http::field::host, url_.host_and_port());
    asked.set(http::field::user_agent, "loadtest");
    if (!url_.authorization.empty()) asked.set(http::field::authorization, url_.authorization.reveal());
    for (const auto& [name, value] : request.headers) asked.set(name, value);
    asked.body() = request.body;
    asked.prepare_payload();

    http::response_parser<http::string_body> parser;
    parser.body_limit(limits_.body_max);
    boost::beast::flat_buffer buffer(16 * 1024 + limits_.body_max);
    deadline_ = Clock::now() + limits_.answer;
    const auto talk = [&](auto& stream) {
      error_code error = step([&](auto done) { http::async_write(stream, asked, done); });
      if (!error) error = step([&](auto done) { http::async_read(stream, buffer, parser, done); });
      return error;
    };
    if (const error_code error = url_.tls ? talk(*socket_) : talk(tcp()); error) return failed(error, limits_.answer);
    const auto& got = parser.get();
    if (!parser.keep_alive()) hang_up();
    return HttpResponse{got.result_int(), std::string(got.reason()), got.body()};
  }

  Status connect() {
    deadline_ = Clock::now() + limits_.connect;
    const auto addresses = lookup_.wait_until(deadline_);
    if (!addresses) return tl::unexpected(addresses.error());
    std::vector<asio::ip::tcp::endpoint> endpoints;
    for (const std::string& address : *addresses) {
      error_code error;
      const auto parsed = asio::ip::make_address(address, error);
      if (!error) endpoints.emplace_back(parsed, url_.port);
    }
    socket_.emplace(io_, tls_);
    error_code error = step([&](auto done) {
      asio::async_connect(tcp(), endpoints, [done](const error_code& e, const auto&) mutable { done(e, 0); });
    });
    if (error) return failed(error, limits_.connect);
    tcp().set_option(asio::ip::tcp::no_delay(true), error);
    if (!url_.tls) return {};
    asio::ip::make_address(url_.host, error);
    if (error) SSL_set_tlsext_host_name(socket_->native_handle(), url_.host.c_str());  // a name, no address
    socket_->set_verify_callback(asio::ssl::host_name_verification(url_.host));
    error = step([&](auto done) {
      socket_->async_handshake(asio::ssl::stream_base::client, [done](const error_code& e) mutable { done(e, 0); });
    });
    if (!error) return {};
    const long verified = SSL_get_verify_result(socket_->native_handle());
    if (verified == X509_V_OK) return failed(error, limits_.connect);
    hang_up();
    return fail(ErrorKind::target,
                fmt::format("its certificate is not trusted: {}", X509_verify_cert_error_string(verified)));
  }

  // Runs one asynchronous operation to its end; where its time is over, the socket is closed under it.
  template <class Start>
  error_code step(Start start) {
    error_code result;
    bool over = false;
    start([&](const error_code& error, std::size_t) {
      result = error;
      over = true;
    });
    arm();
    io_.restart();
    while (!over && io_.run_one() > 0) {
    }
    timer_.cancel();
    return result;
  }

  void arm() {
    timer_.expires_at(std::min(deadline_, end_.load()));
    timer_.async_wait([this](const error_code& cancelled) {
      if (cancelled || !connected() || Clock::now() < std::min(deadline_, end_.load())) return;
      timed_out_ = true;
      error_code ignored;
      tcp().close(ignored);
    });
  }

  tl::unexpected<Error> failed(const error_code& error, Nanos allowed) {
    hang_up();
    if (!timed_out_) return fail(ErrorKind::target, in_words(error));
    return fail(ErrorKind::target, Clock::now() >= end_.load()
                                       ? "no answer before the end"
                                       : fmt::format("no answer within {} s", to_seconds(allowed)));
  }

  void hang_up() { socket_.reset(); }

  const HttpUrl url_;
  const Limits limits_;
  NameLookup lookup_;
  asio::io_context io_{1};
  asio::steady_timer timer_;
  asio::ssl::context tls_;
  // For plain HTTP its inner layer alone is used.
  std::optional<asio::ssl::stream<asio::ip::tcp::socket>> socket_;
  TimePoint deadline_{};
  std::atomic<TimePoint> end_{TimePoint::max()};
  bool timed_out_ = false;
};

HttpClient::HttpClient(HttpUrl url, Limits limits) : line_(std::make_unique<Line>(std::move(url), limits)) {}
HttpClient::~HttpClient() = default;
Result<HttpResponse> HttpClient::send(const HttpRequest& request) { return line_->send(request); }
void HttpClient::end_by(TimePoint end) { line_->end_by(end); }

}  // namespace loadtest
