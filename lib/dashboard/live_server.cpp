#include "dashboard/live_server.h"

#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <utility>

#include "dashboard/live_assets.h"
#include "dashboard/live_messages.h"

namespace loadtest {
namespace {

constexpr std::uint16_t run_is_over = 4000;  // live.js knows it
constexpr int background = 10;

// The load comes first where processors are few.
void yield_to_the_load() { ::setpriority(PRIO_PROCESS, static_cast<id_t>(::syscall(SYS_gettid)), background); }

wspp::HttpAnswer answer(int status, std::string_view text, std::string_view type, const std::string& host) {
  // Older browsers do not count a WebSocket to the page's own server as 'self'; a policy has no words for IPv6.
  const std::string csp = fmt::format(
      "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; "
      "connect-src 'self'{}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      host.empty() || host.front() == '[' ? "" : " ws://" + host);
  return {status,
          std::string(text),
          std::string(type),
          {{"Content-Security-Policy", csp},
           {"Cache-Control", "no-store"},
           {"X-Content-Type-Options", "nosniff"},
           {"Referrer-Policy", "no-referrer"},
           {"Cross-Origin-Opener-Policy", "same-origin"},
           {"Cross-Origin-Resource-Policy", "same-origin"}}};
}

}  // namespace

LiveServer::LiveServer() = default;

LiveServer::~LiveServer() {
  if (!thread_.joinable()) return;
  io_.stop();
  thread_.join();
}

Status LiveServer::listen(const LiveAddress& address, std::string_view machine) {
  wspp::ServerObserver& observer = *this;
  server_ = std::make_unique<wspp::Server>(io_, observer,
                                           wspp::ServerLimits{.undecided = undecided_max, .message_bytes = 256});
  if (auto listening = server_->listen(address.at); !listening)
    return fail(ErrorKind::usage, "--live: " + listening.error().message, listening.error().hint);
  auto access = Access::make(address, server_->port(), machine);
  if (!access) return tl::unexpected(access.error());
  access_.emplace(std::move(*access));
  return {};
}

void LiveServer::start(const Report& described, RunSteering& steering) {
  redactor_ = described.redactor;
  history_.emplace(described);
  page_ = page_message(described);
  steering_ = &steering;
  thread_ = std::thread([this] { serve(); });
}

void LiveServer::serve() {
  yield_to_the_load();
  const auto work = boost::asio::make_work_guard(io_);
  try {
    io_.run();
  } catch (const std::exception& error) {
    failure_ = error.what();
  }
  viewers_.clear();
  server_.reset();
}

void LiveServer::show(const Progress& progress) {
  if (waiting_ >= waiting_max) {
    ++left_out_;
    return;
  }
  ++waiting_;
  boost::asio::post(io_, [this, kept = std::make_shared<const KeptProgress>(progress)] {
    --waiting_;
    take(kept);
  });
}

void LiveServer::over(std::string message) {
  boost::asio::post(io_, [this, message = std::move(message)]() mutable {
    over_ = std::move(message);
    broadcast(over_);
  });
}

void LiveServer::begin_end() {
  if (thread_.joinable()) boost::asio::post(io_, [this] { say_goodbye(); });
}

std::vector<std::string> LiveServer::end() {
  if (!thread_.joinable()) return {};
  begin_end();
  thread_.join();
  std::vector<std::string> remarks;
  if (!failure_.empty()) remarks.push_back("the dashboard ended early: " + redactor_.redact(failure_));
  if (dropped_ > 0)
    remarks.push_back(fmt::format("the dashboard let go of {} that did not read what they were sent",
                                  dropped_ == 1 ? "a viewer" : fmt::format("{} viewers", dropped_)));
  if (left_out_ > 0) remarks.push_back(fmt::format("the dashboard came too late to show {} s of the run", left_out_));
  return remarks;
}

wspp::ConnectionObserver* LiveServer::on_request(const wspp::HttpRequest& request) {
  const std::size_t strangers = viewers_.size() - admitted_;
  if (ending_ || strangers >= strangers_max || viewers_.size() >= viewers_max) return nullptr;
  if (request.resource() != "/feed" || !access_->from_our_page(request.header("Origin"), request.header("Host")))
    return nullptr;
  ViewerHost& host = *this;
  const std::uint64_t id = next_id_++;
  return (viewers_[id] = std::make_unique<Viewer>(io_, id, host)).get();
}

void LiveServer::on_connection(wspp::ConnectionObserver* observer, wspp::ConnectionPtr connection) {
  static_cast<Viewer*>(observer)->attach(std::move(connection));
}

wspp::HttpAnswer LiveServer::on_http(const wspp::HttpRequest& request) {
  const std::string host(request.header("Host"));
  if (!access_->is_ours(host))
    return answer(403, "nothing is served under this name: open the address that loadtest printed\n", "text/plain", {});
  if (request.method() != "GET") return answer(405, "only GET\n", "text/plain", host);
  if (request.resource() != "/") return answer(404, "not found\n", "text/plain", host);
  return answer(200, live_assets::door_html, "text/html; charset=utf-8", host);
}

void LiveServer::on_admitted(Viewer& viewer, bool wants_page) {
  ++admitted_;
  if (wants_page) return send(viewer, page_);  // which then connects by itself
  send(viewer, so_far());
  if (stopping_) send(viewer, stopping_message());
  if (!over_.empty()) send(viewer, over_);
}

void LiveServer::on_order(const ViewerOrder& order) {
  if (ending_ || !over_.empty()) return;
  if (const auto* hold = std::get_if<HoldOrder>(&order)) {
    if (latest_ && hold->track < latest_->shown().tracks.size()) steering_->hold_users(hold->track, hold->users);
    return;
  }
  if (std::exchange(stopping_, true)) return;  // once more would not wait for the last answers
  steering_->stop();
  broadcast(stopping_message());
}

void LiveServer::on_gone(Viewer& viewer) { forget(viewer); }

// It may be within a call of its own, or of its connection.
void LiveServer::forget(Viewer& viewer) {
  boost::asio::post(io_, [this, id = viewer.id()] {
    const auto at = viewers_.find(id);
    if (at == viewers_.end()) return;
    if (at->second->admitted()) --admitted_;
    viewers_.erase(at);
    if (ending_ && viewers_.empty()) io_.stop();
  });
}

void LiveServer::take(const std::shared_ptr<const KeptProgress>& kept) {
  history_->add(kept->shown());
  latest_ = kept;
  so_far_.clear();
  if (admitted_ > 0) broadcast(tick_message(kept->shown(), redactor_));
}

const std::string& LiveServer::so_far() {
  if (so_far_.empty()) so_far_ = load_message(*history_, latest_ ? &latest_->shown() : nullptr, redactor_);
  return so_far_;
}

void LiveServer::broadcast(std::string_view message) {
  for (const auto& [id, viewer] : viewers_) {
    if (viewer->admitted()) send(*viewer, message);
  }
}

void LiveServer::send(Viewer& viewer, std::string_view message) {
  if (viewer.send(message)) return;
  ++dropped_;
  viewer.abandon();
  forget(viewer);
}

void LiveServer::say_goodbye() {
  if (std::exchange(ending_, true)) return;
  for (const auto& [id, viewer] : viewers_) {
    if (viewer->admitted()) {
      viewer->close(run_is_over, "the run is over");
    } else {
      viewer->abandon();
      forget(*viewer);
    }
  }
  if (viewers_.empty()) return io_.stop();
  flush_.expires_after(flush_max);
  flush_.async_wait([this](const boost::system::error_code& cancelled) {
    if (cancelled) return;
    dropped_ += viewers_.size();
    io_.stop();
  });
}

}  // namespace loadtest
