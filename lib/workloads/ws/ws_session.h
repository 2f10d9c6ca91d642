#pragma once

#include <memory>
#include <string>

#include "engine/workload.h"
#include "workloads/ws/dialogue.h"
#include "workloads/ws/ws_factory.h"
#include "wspp/connection.h"

namespace loadtest {

/// One user's socket: opens it, waits for the greeting, sends messages and matches replies to them in order, answers
/// keep-alives by itself. The backend echoes no id, so a late reply cannot be told from the next one: after an
/// abandoned start the session takes nothing until that reply came.
class WsSession final : public Session, private wspp::ConnectionObserver {
 public:
  WsSession(WsFactory& factory, std::uint64_t user);

  std::size_t capacity() const override { return state_ == State::idle ? 1 : 0; }
  void open(SessionObserver&, TimePoint intended) override;
  void start(const StartOrder&) override;
  Abandoned abandon(StartId, Outcome as) override;
  void close() noexcept override;

 private:
  enum class State : std::uint8_t { opening, idle, awaiting, quarantined, closing, closed };

  void on_open() override;
  void on_message(std::string_view payload, wspp::FrameKind, TimePoint received) override;
  void on_closed(const wspp::CloseInfo&) override;

  void opened(TimePoint at);
  void answered(TimePoint at, Outcome, ErrorId);
  void finish_open(TimePoint at, Outcome, ErrorId);

  WsFactory& factory_;
  std::uint64_t user_;
  SessionObserver* observer_ = nullptr;
  wspp::ConnectionPtr connection_;
  std::unique_ptr<BadTokenKnock> knock_;  // of a few
  StartOrder current_{};
  std::uint32_t bytes_sent_ = 0, bytes_received_ = 0;
  State state_ = State::opening;
};

}  // namespace loadtest
