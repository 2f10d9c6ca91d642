#pragma once

#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <string_view>

#include "core/sample.h"
#include "workloads/ws/bad_tokens.h"
#include "wspp/connection.h"

namespace loadtest {

class WsFactory;

/// Connects once with a bad token, and records whether it was refused: by 401 or 403, or by a close frame that says so
/// before the greeting (without one: soon after the upgrade). Let in = failed. What never came to a decision, as it
/// should have reached the backend first, is cancelled.
class BadTokenKnock final : private wspp::ConnectionObserver {
 public:
  BadTokenKnock(WsFactory& factory, std::uint64_t user, TimePoint intended);
  /// The user who came with it leaves: what is not decided yet never will be.
  void give_up(TimePoint now);

 private:
  void on_open() override;
  void on_message(std::string_view payload, wspp::FrameKind, TimePoint received) override;
  void on_closed(const wspp::CloseInfo&) override;

  void wait(Nanos time, bool then_let_in);
  void let_in(TimePoint at);
  bool reached() const;
  void decide(TimePoint at, Outcome, std::string_view kind);

  WsFactory& factory_;
  BadTokens::Flaw flaw_;
  TimePoint intended_, sent_;
  std::uint64_t user_;
  Secret token_;
  boost::asio::steady_timer timer_;
  std::shared_ptr<char> lifetime_ = std::make_shared<char>();  // a timer's handler may already be on its way
  wspp::ConnectionPtr connection_;
  bool decided_ = false;
};

/// Whether a connection that ended so was refused for who it was.
bool is_refusal(const wspp::CloseInfo&);

}  // namespace loadtest
