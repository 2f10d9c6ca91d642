#pragma once

#include <cstdint>
#include <memory>

#include "target/chat_data.h"
#include "target/target_stats.h"
#include "wspp/connection.h"

namespace loadtest::target {

class TargetSession;

/// Told when a session is over; it may delete it once the call has returned.
class SessionOwner {
 public:
  virtual void retire(TargetSession&) = 0;

 protected:
  ~SessionOwner() = default;
};

/// One accepted socket of the reference backend.
class TargetSession : public wspp::ConnectionObserver {
 public:
  TargetSession(std::uint64_t id, SessionOwner& owner, TargetStats& stats) : id_(id), owner_(owner), stats_(stats) {}
  virtual ~TargetSession() = default;
  TargetSession(const TargetSession&) = delete;
  TargetSession& operator=(const TargetSession&) = delete;

  std::uint64_t id() const { return id_; }
  void attach(wspp::ConnectionPtr connection) { connection_ = std::move(connection); }
  /// The server ends the conversation.
  void close(std::uint16_t code, std::string_view reason);
  /// An instant that it asked the TimerQueue for has come.
  virtual void on_timer(TimePoint) {}
  /// The answer to what it asked ChatData.
  virtual void on_facts(const ChatFacts&, TimePoint) {}

  void on_open() override;
  void on_closed(const wspp::CloseInfo&) override;

 protected:
  bool closing() const { return closing_; }
  void send(std::string_view text) { connection_->send(text, wspp::FrameKind::text); }
  wspp::Connection& connection() { return *connection_; }
  TargetStats& stats() { return stats_; }

 private:
  std::uint64_t id_;
  SessionOwner& owner_;
  TargetStats& stats_;
  wspp::ConnectionPtr connection_;
  bool open_ = false;
  bool closing_ = false;
};

/// A socket on a path outside the chat's: every data message comes back as it is.
class EchoSession final : public TargetSession {
 public:
  using TargetSession::TargetSession;
  void on_message(std::string_view payload, wspp::FrameKind, TimePoint received) override;
};

}  // namespace loadtest::target
