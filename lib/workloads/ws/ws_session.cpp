#include "workloads/ws/ws_session.h"

#include <cassert>

#include "workloads/ws/ws_operations.h"

namespace loadtest {

namespace {

constexpr std::uint16_t close_normal = 1000;

}  // namespace

WsSession::WsSession(WsFactory& factory, std::uint64_t user) : factory_(factory), user_(user) {}

void WsSession::open(SessionObserver& observer, TimePoint intended) {
  observer_ = &observer;
  current_ = {0, connect_operation_id, intended, Clock::now(), 0};
  connection_ = factory_.connect(*this, user_);
  knock_ = factory_.knock(user_, intended);
}

void WsSession::on_open() {
  if (state_ == State::opening && !factory_.dialogue().greets) opened(Clock::now());
}

void WsSession::opened(TimePoint at) {
  state_ = State::idle;
  factory_.connected(*connection_, current_.intended, current_.sent, at);
  finish_open(at, Outcome::ok, 0);
}

void WsSession::finish_open(TimePoint at, Outcome outcome, ErrorId error) {
  observer_->on_opened(
      {current_.intended, current_.sent, at, connect_operation_id, outcome, error, 0, bytes_received_});
}

void WsSession::start(const StartOrder& order) {
  assert(state_ == State::idle);
  state_ = State::awaiting;
  current_ = order;
  bytes_received_ = 0;
  // A socket that takes nothing any more tells so by on_closed(); the start then fails with its kind.
  bytes_sent_ = connection_->send(factory_.message(order.operation, order.number, user_), wspp::FrameKind::text);
}

void WsSession::on_message(std::string_view payload, wspp::FrameKind, TimePoint received) {
  bytes_received_ += connection_->frame_bytes();
  const Dialogue& dialogue = factory_.dialogue();
  const Dialogue::Match match = dialogue.match(payload);
  switch (match.role) {
    case Role::greeting:
      if (state_ == State::opening) opened(received);
      break;
    case Role::keep_alive:
      if (state_ != State::closing) connection_->send(match.rule->answer, wspp::FrameKind::text);
      break;
    case Role::reply:
    case Role::stream_end:
      answered(received, Outcome::ok, 0);
      break;
    case Role::error:
      if (state_ == State::awaiting || state_ == State::quarantined) {
        answered(received, Outcome::failed, factory_.errors().intern(dialogue.error_kind(payload)));
      }
      break;
    case Role::stream_start:
    case Role::piece:
    case Role::ignore:
      break;
  }
}

void WsSession::answered(TimePoint at, Outcome outcome, ErrorId error) {
  if (state_ == State::awaiting) {
    state_ = State::idle;
    observer_->on_done(current_.id, {current_.intended, current_.sent, at, current_.operation, outcome, error,
                                     bytes_sent_, bytes_received_});
  } else if (state_ == State::quarantined) {
    state_ = State::idle;
    observer_->on_late(current_.operation);
    observer_->on_ready();
  }
}

Abandoned WsSession::abandon(StartId, Outcome) {
  assert(state_ == State::awaiting);
  state_ = State::quarantined;
  return {bytes_sent_};
}

void WsSession::close() noexcept {
  if (state_ == State::closed) return;
  state_ = State::closing;
  if (knock_) knock_->give_up(Clock::now());
  connection_->close(close_normal, "");
}

void WsSession::on_closed(const wspp::CloseInfo& info) {
  const State before = state_;
  state_ = State::closed;
  const TimePoint now = Clock::now();
  if (before != State::closing) {
    if (before == State::opening) {
      finish_open(now, Outcome::failed, factory_.cannot_connect(info.kind));
    } else {
      const ErrorId kind = factory_.errors().intern(info.kind);
      if (before == State::awaiting) {
        observer_->on_done(current_.id, {current_.intended, current_.sent, now, current_.operation, Outcome::failed,
                                         kind, bytes_sent_, bytes_received_});
      }
      observer_->on_lost(kind);
    }
  }
  connection_.reset();
  observer_->on_closed();
}

}  // namespace loadtest
