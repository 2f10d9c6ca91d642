#pragma once

#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "core/clock.h"
#include "pg/connection.h"
#include "pg/dialer.h"
#include "target/chat_data.h"

namespace loadtest::target {

class ChatDatabase;

/// One connection of the chat to its database, made anew when it is lost, and the question that it is busy with: one
/// transaction, one round trip after the other.
class ChatConnection final : private pg::Connection::Observer {
 public:
  ChatConnection(ChatDatabase&, std::uint32_t ticket);

  /// Logs in, after a pause that grows with each setback.
  void dial();
  void on_login(pg::Login);
  /// Only while it is free.
  void start(const ChatQuestion&, const std::string& claims, TimePoint now);
  /// Gives up a question that was started before this instant, and the connection with it: nobody knows when it would
  /// answer.
  void give_up(TimePoint started_before);
  /// For good.
  void close();

 private:
  enum class Step : std::uint8_t { none, begin, identity, query, commit, rollback };

  void on_answer(const pg::Answer&) override;
  void on_broken(const std::string& kind) override;
  void go(Step);
  void finish();
  void hang_up();

  ChatDatabase& database_;
  std::uint32_t ticket_;
  boost::asio::steady_timer pause_;  // until the next login
  std::optional<pg::Connection> connection_;
  std::string claims_;
  TimePoint started_{};
  ChatFacts facts_;
  std::uint32_t setbacks_ = 0;  // since the last question that was answered
  Step step_ = Step::none;
  bool was_there_ = false;
};

}  // namespace loadtest::target
