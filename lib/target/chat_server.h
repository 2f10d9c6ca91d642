#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>
#include <string>
#include <unordered_map>

#include "core/error.h"
#include "core/secret.h"
#include "target/chat_database.h"
#include "target/chat_host.h"
#include "target/pam_session.h"
#include "target/stats_board.h"
#include "wspp/server.h"

namespace loadtest::target {

/// The reference backend: the chat under {base}/ws/{user_id}, echo on other paths, GET /stats and /health.
/// Everything happens on the thread of the io_context.
class ChatServer final : public ChatHost, private wspp::ServerObserver, private SessionOwner {
 public:
  /// Counts on the board, as one of its processes. `wake_fd`: a stall ends early when this descriptor reports anything,
  /// so that the server can be stopped in one; -1 = none.
  ChatServer(boost::asio::io_context&, TargetConfig, StatsBoard&, unsigned process = 0, int wake_fd = -1);
  ~ChatServer() override;

  Status listen() override { return listen(Clock::now()); }
  /// Stalls are counted from `start`.
  Status listen(TimePoint start);
  Status use_database(const Secret& address, std::uint32_t connections, Done connected) override;
  void open(const Done& opened) override;
  std::uint16_t port() const override { return server_.port(); }
  void shut_down(std::function<void()> done) override;

 private:
  wspp::ConnectionObserver* on_request(const wspp::HttpRequest&) override;
  void on_connection(wspp::ConnectionObserver*, wspp::ConnectionPtr) override;
  wspp::HttpAnswer on_http(const wspp::HttpRequest&) override;
  void on_full() override { ++stats_.full; }
  void retire(TargetSession&) override;

  TargetSession& adopt(std::unique_ptr<TargetSession>);
  void arm_stall(TimePoint after);
  void stand_still(TimePoint until) const;
  void finish_when_empty();

  boost::asio::io_context& io_;
  TargetConfig config_;
  int wake_fd_;
  StatsBoard& board_;
  TargetStats& stats_;
  TimerQueue timers_;
  ChatBackend backend_;
  wspp::Server server_;
  std::unordered_map<std::uint64_t, std::unique_ptr<TargetSession>> sessions_;
  std::uint64_t next_id_ = 0;
  StallClock stalls_;
  boost::asio::steady_timer stall_timer_;
  std::function<void()> on_empty_;
  bool open_ = false;
  std::unique_ptr<ChatDatabase> database_;
};

}  // namespace loadtest::target
