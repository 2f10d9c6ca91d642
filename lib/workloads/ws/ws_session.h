#pragma once

#include <memory>
#include <string>

#include "engine/workload.h"
#include "workloads/ws/dialogue.h"
#include "workloads/ws/exchanges.h"
#include "workloads/ws/later.h"
#include "workloads/ws/ws_factory.h"
#include "wspp/connection.h"

namespace loadtest {

/// One user's socket: opens it, waits for the greeting, sends messages and finds out which of them a reply answers,
/// times the pieces of streamed replies, answers keep-alives by itself.
class WsSession final : public Session, private wspp::ConnectionObserver {
 public:
  WsSession(WsFactory& factory, std::uint64_t user);

  std::size_t capacity() const override { return state_ == State::open ? exchanges_.capacity() : 0; }
  void open(SessionObserver&, TimePoint intended) override;
  void start(const StartOrder&) override;
  Abandoned abandon(StartId, Outcome as) override;
  void close() noexcept override;

 private:
  enum class State : std::uint8_t { opening, open, closing, closed };

  void on_open() override;
  void on_message(std::string_view payload, wspp::FrameKind, TimePoint received) override;
  void on_closed(const wspp::CloseInfo&) override;

  /// What some dialogues' messages have in them.
  struct Named {
    std::string name;
    Secret token;
  };

  MessageWriter::Sender sender() const;
  void opened(TimePoint at);
  void lost(const wspp::CloseInfo&, TimePoint at);
  void finish_open(TimePoint at, Outcome, ErrorId);
  void refused(TimePoint at, const DialogueRule&, std::string_view payload);

  void on_part(const Dialogue::Match&, std::string_view payload, TimePoint at, std::uint32_t bytes);
  Exchange* answered_by(const DialogueRule&, std::string_view payload);
  void on_stream(Exchange&, Role, TimePoint at);
  void finish(Exchange&, TimePoint at, Outcome, ErrorId);
  ErrorId error_told(const DialogueRule&, std::string_view payload, TimePoint at);
  void finish_silent();

  // What every message needs comes first, so that it lies together.
  WsFactory& factory_;
  std::uint64_t user_;
  SessionObserver* observer_ = nullptr;
  wspp::ConnectionPtr connection_;
  std::uint64_t sent_ = 0;  // messages of the user
  State state_ = State::opening;
  Exchanges exchanges_;
  std::unique_ptr<Named> named_;
  std::unique_ptr<Later> later_;          // where messages get no reply
  std::unique_ptr<BadTokenKnock> knock_;  // of a few
  TimePoint open_intended_{}, open_sent_{}, opened_at_{};
  TimePoint last_sent_{}, last_heard_{};  // messages
  std::uint32_t opening_bytes_ = 0;
};

}  // namespace loadtest
