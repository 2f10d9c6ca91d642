#include "target/chat_server.h"

#include <poll.h>

#include <boost/asio/post.hpp>
#include <ctime>

#include "target/chat_path.h"

namespace loadtest::target {

ChatServer::ChatServer(boost::asio::io_context& io, TargetConfig config, StatsBoard& board, unsigned process,
                       int wake_fd)
    : io_(io),
      config_(std::move(config)),
      wake_fd_(wake_fd),
      board_(board),
      stats_(board.of(process)),
      timers_(io,
              [this](std::uint64_t id, TimePoint now) {
                if (const auto found = sessions_.find(id); found != sessions_.end()) found->second->on_timer(now);
              }),
      backend_{config_, stats_, FaultPlan(config_.faults), RateLimiter(config_.rate_limit), {}, timers_, nullptr},
      server_(io, *this),
      stalls_(config_.faults, Clock::now()),
      stall_timer_(io) {}

ChatServer::~ChatServer() {
  timers_.stop();
  sessions_.clear();
}

Status ChatServer::listen(TimePoint start) {
  const auto address = boost::asio::ip::make_address(config_.bind);  // checked by read_target_config()
  if (auto listening = server_.listen({address, config_.port}, config_.processes > 1); !listening) return listening;
  stalls_ = StallClock(config_.faults, start);
  arm_stall(Clock::now());
  return {};
}

Status ChatServer::use_database(const Secret& address, std::uint32_t connections, Done connected) {
  auto database = ChatDatabase::open(
      io_, address, connections, stats_,
      [this](const ChatFacts& facts, TimePoint now) {
        if (const auto found = sessions_.find(facts.session); found != sessions_.end()) {
          found->second->on_facts(facts, now);
        }
      },
      std::move(connected));
  if (!database) return tl::unexpected(database.error());
  database_ = std::move(*database);
  backend_.data = database_.get();
  return {};
}

void ChatServer::open(const Done& opened) {
  open_ = true;
  opened({});
}

std::string ws_url(const TargetConfig& config, std::uint16_t port) {
  const bool v6 = config.bind.find(':') != std::string::npos;
  const std::string host = v6 ? "[" + config.bind + "]" : config.bind;
  return "ws://" + host + ":" + std::to_string(port) + config.base_path;
}

wspp::ConnectionObserver* ChatServer::on_request(const wspp::HttpRequest& request) {
  const std::string_view resource = request.resource();
  if (!open_ || on_empty_) return nullptr;
  SessionOwner& owner = *this;
  if (const auto path = parse_chat_path(resource, config_.base_path)) {
    const bool admitted = config_.token.empty() || path->token == config_.token.reveal();
    return &adopt(std::make_unique<PamSession>(next_id_++, owner, backend_, path->user, admitted));
  }
  if (resource.starts_with(config_.base_path)) return nullptr;
  return &adopt(std::make_unique<EchoSession>(next_id_++, owner, stats_));
}

TargetSession& ChatServer::adopt(std::unique_ptr<TargetSession> session) {
  TargetSession& adopted = *session;
  sessions_.emplace(adopted.id(), std::move(session));
  return adopted;
}

void ChatServer::on_connection(wspp::ConnectionObserver* observer, wspp::ConnectionPtr connection) {
  static_cast<TargetSession*>(observer)->attach(std::move(connection));
}

wspp::HttpAnswer ChatServer::on_http(const wspp::HttpRequest& request) {
  const std::string_view resource = request.resource();
  if (resource == "/stats") return {200, board_.total().json() + "\n", "application/json"};
  if (resource == "/health") return open_ ? wspp::HttpAnswer{200, "ok\n"} : wspp::HttpAnswer{503, "starting\n"};
  return {404, "not found\n"};
}

void ChatServer::retire(TargetSession& session) {
  // The connection is still inside its last call.
  boost::asio::post(io_, [this, id = session.id()] {
    sessions_.erase(id);
    finish_when_empty();
  });
}

void ChatServer::shut_down(std::function<void()> done) {
  on_empty_ = std::move(done);
  if (database_) database_->close();
  timers_.stop();
  stall_timer_.cancel();
  for (auto& [id, session] : sessions_) session->close(1001, "server is going away");
  finish_when_empty();
}

void ChatServer::finish_when_empty() {
  if (!on_empty_ || !sessions_.empty()) return;
  boost::asio::post(io_, [done = on_empty_] { done(); });
}

void ChatServer::arm_stall(TimePoint after) {
  const auto stall = stalls_.at_or_after(after);
  if (!stall) return;
  stall_timer_.expires_at(stall->from);
  stall_timer_.async_wait([this, until = stall->to](boost::system::error_code error) {
    if (error || on_empty_) return;
    stand_still(until);
    arm_stall(until);  // not this one again where it was ended early
  });
}

void ChatServer::stand_still(TimePoint until) const {
  for (TimePoint now = Clock::now(); now < until; now = Clock::now()) {
    const Nanos left = until - now;
    const std::timespec timeout{.tv_sec = static_cast<std::time_t>(left.count() / 1'000'000'000),
                                .tv_nsec = static_cast<long>(left.count() % 1'000'000'000)};
    pollfd wake{.fd = wake_fd_, .events = POLLIN, .revents = 0};
    if (::ppoll(&wake, wake_fd_ >= 0 ? 1 : 0, &timeout, nullptr) != 0) return;  // woken, or a signal came
  }
}

}  // namespace loadtest::target
