#include "http/server.h"

#include <fcntl.h>
#include <fmt/format.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <optional>
#include <set>
#include <thread>

#include "core/clock.h"

namespace loadtest {
namespace {

namespace net = boost::asio;
namespace web = boost::beast::http;

constexpr std::size_t connections_max = 16, request_max = 8 * 1024;
constexpr Nanos request_time = std::chrono::seconds(10), closing_time = std::chrono::milliseconds(500);
constexpr Nanos accept_pause = std::chrono::milliseconds(100);

}  // namespace

class HttpVisit;
struct HttpVisits {
  std::size_t open = 0;
  std::set<HttpVisit*> reading;  // wait for a request
  bool closing = false;
  std::function<void()> emptied;
};

/// One connection of a reader: requests, one after the other.
class HttpVisit : public std::enable_shared_from_this<HttpVisit> {
 public:
  HttpVisit(net::ip::tcp::socket socket, const HttpServer::Answerer& answerer, HttpVisits& visits)
      : stream_(std::move(socket)), answerer_(answerer), visits_(visits) {
    ++visits_.open;
  }
  ~HttpVisit() {
    if (--visits_.open == 0 && visits_.closing) visits_.emptied();
  }

  void read() {
    parser_.emplace();
    parser_->header_limit(static_cast<std::uint32_t>(request_max));
    parser_->body_limit(0);
    stream_.expires_after(request_time);
    visits_.reading.insert(this);
    web::async_read(stream_, buffer_, *parser_, [self = shared_from_this()](const auto& error, std::size_t) {
      self->visits_.reading.erase(self.get());
      if (!error) self->answer();
    });
  }
  void close() { stream_.close(); }

 private:
  void answer() {
    const auto& asked = parser_->get();
    const bool head = asked.method() == web::verb::head;
    const std::string_view target(asked.target().data(), asked.target().size());
    const auto accept = asked[web::field::accept];
    HttpAnswer answer{405, "text/plain; charset=utf-8", "only GET is answered here\n"};
    if (head || asked.method() == web::verb::get)
      answer = answerer_({target.substr(0, target.find('?')), {accept.data(), accept.size()}});
    answered_ = {static_cast<web::status>(answer.status), asked.version()};
    answered_.keep_alive(asked.keep_alive());
    answered_.set(web::field::content_type, answer.type);
    answered_.body() = std::move(answer.body);
    answered_.prepare_payload();
    if (head) answered_.body().clear();
    stream_.expires_after(request_time);
    web::async_write(stream_, answered_, [self = shared_from_this()](const auto& error, std::size_t) {
      if (!error && self->answered_.keep_alive() && !self->visits_.closing) self->read();
    });
  }

  boost::beast::tcp_stream stream_;
  const HttpServer::Answerer& answerer_;
  HttpVisits& visits_;
  boost::beast::flat_buffer buffer_{request_max};
  std::optional<web::request_parser<web::empty_body>> parser_;
  web::response<web::string_body> answered_;
};

class HttpServer::Loop {
 public:
  explicit Loop(const net::ip::tcp::endpoint& at) : acceptor_(io_) {
    acceptor_.open(at.protocol());
    // A child of ours must not keep the port when we have ended.
    ::fcntl(acceptor_.native_handle(), F_SETFD, FD_CLOEXEC);
    acceptor_.set_option(net::socket_base::reuse_address(true));
    acceptor_.bind(at);
    acceptor_.listen();
    visits_.emptied = [this] { io_.stop(); };
  }
  ~Loop() { stop(); }

  void start(Answerer answerer) {
    answerer_ = std::move(answerer);
    accept();
    thread_ = std::thread([this] { serve(); });
  }
  // Who waits for an answer gets it, within bounds.
  void stop() {
    if (!thread_.joinable()) return;
    net::post(io_, [this] {
      visits_.closing = true;
      acceptor_.close();
      for (HttpVisit* visit : visits_.reading) visit->close();
      again_.cancel();
      closing_.expires_after(closing_time);
      closing_.async_wait([this](const auto&) { io_.stop(); });
      if (visits_.open == 0) io_.stop();
    });
    thread_.join();
  }

 private:
  // A reader who costs more memory than there is loses its page; the run goes on.
  void serve() {
    try {
      io_.run();
    } catch (const std::exception&) {
      boost::system::error_code ignored;
      acceptor_.close(ignored);
    }
  }
  void accept() {
    acceptor_.async_accept([this](const boost::system::error_code& error, net::ip::tcp::socket socket) {
      if (error == net::error::operation_aborted) return;
      // One too many is closed again at once; a reader comes again.
      if (!error && visits_.open < connections_max)
        std::make_shared<HttpVisit>(std::move(socket), answerer_, visits_)->read();
      if (error) return accept_later();
      accept();
    });
  }
  // Without a free descriptor the next try would fail at once, too.
  void accept_later() {
    again_.expires_after(accept_pause);
    again_.async_wait([this](const boost::system::error_code& cancelled) {
      if (!cancelled) accept();
    });
  }

  HttpVisits visits_;  // before what holds them
  Answerer answerer_;
  net::io_context io_{1};
  net::ip::tcp::acceptor acceptor_;
  net::steady_timer closing_{io_}, again_{io_};
  std::thread thread_;
};

HttpServer::HttpServer(std::unique_ptr<Loop> loop) : loop_(std::move(loop)) {}
HttpServer::~HttpServer() = default;
void HttpServer::start(Answerer answerer) { loop_->start(std::move(answerer)); }
void HttpServer::stop() { loop_->stop(); }

Result<std::unique_ptr<HttpServer>> HttpServer::listen(const std::string& address, std::uint16_t port) {
  boost::system::error_code error;
  const auto parsed = net::ip::make_address(address == "localhost" ? "127.0.0.1" : address, error);
  if (error) return fail(ErrorKind::usage, "an address of this machine is needed", "such as 127.0.0.1 or 0.0.0.0");
  try {
    return std::unique_ptr<HttpServer>(new HttpServer(std::make_unique<Loop>(net::ip::tcp::endpoint(parsed, port))));
  } catch (const boost::system::system_error& refused) {
    return fail(ErrorKind::usage,
                fmt::format("port {} of {} is not to be had: {}", port, address, refused.code().message()),
                "try another port");
  }
}

}  // namespace loadtest
