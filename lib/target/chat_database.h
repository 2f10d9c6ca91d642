#pragma once

#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/secret.h"
#include "pg/dialer.h"
#include "target/chat_connection.h"
#include "target/chat_data.h"
#include "target/target_stats.h"

namespace loadtest::target {

/// Answers a chat's question by a query under the user's claims, over a few connections; who finds none free waits in
/// line. All on the event loop's thread, but for the logins.
class ChatDatabase final : public ChatData, private pg::LoginReceiver {
 public:
  using Answered = std::function<void(const ChatFacts&, TimePoint now)>;
  using Connected = std::function<void(Status)>;

  /// Logs in with `address`, so many times, and calls `connected` once: all are there, or one cannot be had
  /// (target).
  static Result<std::unique_ptr<ChatDatabase>> open(boost::asio::io_context&, const Secret& address,
                                                    std::uint32_t connections, TargetStats&, Answered, Connected);
  ~ChatDatabase();
  ChatDatabase(const ChatDatabase&) = delete;
  ChatDatabase& operator=(const ChatDatabase&) = delete;

  void ask(ChatQuestion) override;
  /// Hangs up; nobody is told of what is open. It may be deleted when the event loop does not run any more, for timers
  /// may be on their way.
  void close();

  // For its connections.
  void logged_in(ChatConnection&, bool first);
  void login_failed(const std::string& kind);
  void give_back(ChatConnection&);
  void lost(ChatConnection&);
  void answer(const ChatFacts&);
  const std::shared_ptr<net::Poller>& poller() const { return poller_; }
  pg::Dialer::Desk& desk() { return *desk_; }
  bool closed() const { return desk_ == nullptr; }

 private:
  struct Waiting {
    ChatQuestion question;
    TimePoint asked;
  };

  ChatDatabase(boost::asio::io_context&, const std::string& conninfo, std::uint32_t connections, TargetStats&, Answered,
               Connected);
  void on_login(pg::Login login) override { connections_[login.ticket].on_login(std::move(login)); }
  void on_cancel_over(std::uint32_t) override {}
  void tell_connected(Status);
  void forget_gone();
  void watch();
  void give_up_overdue();

  TargetStats& stats_;
  Answered answered_;
  Connected connected_;
  std::shared_ptr<net::Poller> poller_;
  std::deque<ChatConnection> connections_;
  std::vector<ChatConnection*> free_;
  std::deque<Waiting> line_;
  std::size_t line_max_ = 1024;  // at which those whose users are gone are taken out; twice the others at least
  boost::asio::steady_timer patience_;
  std::uint64_t open_ = 0;  // questions
  std::size_t missing_;     // connections that were not there yet
  TimePoint began_ = Clock::now();
  bool watching_ = false;
  pg::Dialer dialer_;
  std::unique_ptr<pg::Dialer::Desk> desk_;  // goes first: it calls us
};

}  // namespace loadtest::target
