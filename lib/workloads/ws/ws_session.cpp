#include "workloads/ws/ws_session.h"

#include <cassert>

#include "workloads/ws/ws_operations.h"

namespace loadtest {

namespace {

constexpr std::uint16_t close_normal = 1000;
constexpr Nanos look_again_after = std::chrono::milliseconds(1);

Sample sample_of(const Exchange& exchange, TimePoint at, Outcome outcome, ErrorId error) {
  const StartOrder& order = exchange.order;
  return {order.intended,         order.sent, at, order.operation, outcome, error, exchange.bytes_sent,
          exchange.bytes_received};
}

}  // namespace

WsSession::WsSession(WsFactory& factory, std::uint64_t user)
    : factory_(factory), user_(user), exchanges_(factory.dialogue().in_flight) {
  if (!factory.names_user() && !factory.names_token()) return;
  named_ = std::make_unique<Named>();
  if (factory.names_user()) named_->name = factory.name_of(user);
}

MessageWriter::Sender WsSession::sender() const {
  if (!named_) return {user_, {}, {}, sent_};
  return {user_, named_->name, named_->token.reveal(), sent_};
}

void WsSession::open(SessionObserver& observer, TimePoint intended) {
  observer_ = &observer;
  open_intended_ = intended;
  open_sent_ = Clock::now();
  if (factory_.names_token()) named_->token = factory_.token_of(user_);
  connection_ = factory_.connect(*this, user_);
  knock_ = factory_.knock(user_, intended);
}

void WsSession::on_open() {
  if (state_ != State::opening) return;
  factory_.notes().stand_stills.heard(connection_->opening_times().upgraded);
  factory_.send_all(factory_.dialogue().on_upgrade, sender(), *connection_);
  if (!factory_.dialogue().greets) opened(Clock::now());
}

void WsSession::opened(TimePoint at) {
  factory_.send_all(factory_.dialogue().on_greeting, sender(), *connection_);
  state_ = State::open;
  opened_at_ = last_sent_ = last_heard_ = at;
  factory_.notes().stand_stills.answered(open_sent_, at, true);
  factory_.connected(*connection_, open_intended_, open_sent_, at);
  finish_open(at, Outcome::ok, 0);
}

void WsSession::finish_open(TimePoint at, Outcome outcome, ErrorId error) {
  observer_->on_opened({open_intended_, open_sent_, at, connect_operation_id, outcome, error, 0, opening_bytes_});
}

// The backend said no where it should have greeted; some keep the connection open after that.
void WsSession::refused(TimePoint at, const DialogueRule& rule, std::string_view payload) {
  state_ = State::closing;
  finish_open(at, Outcome::failed, error_told(rule, payload, at));
  connection_->close(close_normal, "");
}

void WsSession::start(const StartOrder& order) {
  assert(capacity() > 0);
  const DialogueMessage& message = factory_.dialogue().messages[order.operation - first_message_operation];
  const MessageTemplate& body = message.body_for(factory_.stream());
  Exchange& exchange = exchanges_.begin(order, message.answered ? Exchange::State::awaiting : Exchange::State::silent);
  ++sent_;
  last_sent_ = order.sent;
  const auto from = sender();
  const bool has_id =
      !body.names(MessageTemplate::Place::id) || factory_.writer().write_id(from, order.number, exchange.id);
  const auto text = has_id ? factory_.writer().write(body, from, order.number, exchange.id) : std::string_view{};
  // A socket that takes nothing any more tells so by on_closed(); the start then fails with its kind.
  if (text.data() != nullptr) {
    exchange.bytes_sent = connection_->send(text, message.frame);
  } else {
    exchange.state = Exchange::State::silent;
    exchange.starved = true;
  }
  if (exchange.state != Exchange::State::silent) return;
  if (!later_) later_ = std::make_unique<Later>(factory_.io(), [this] { finish_silent(); });
  later_->in(Nanos(0));
}

// Done when the kernel has taken them: with a backend that does not read, they wait, and so does the user.
void WsSession::finish_silent() {
  if (state_ != State::open) return;
  if (connection_->unsent_bytes() > 0) return later_->in(look_again_after);
  const TimePoint now = Clock::now();
  exchanges_.each(Exchange::State::silent, [&](Exchange& exchange) {
    if (exchange.starved) return finish(exchange, now, Outcome::failed, factory_.errors().intern(feeder_exhausted));
    // Else the connection has ended, and on_closed() will say why.
    if (exchange.bytes_sent > 0) finish(exchange, now, Outcome::ok, 0);
  });
}

void WsSession::on_message(std::string_view payload, wspp::FrameKind frame, TimePoint received) {
  const std::uint32_t bytes = connection_->frame_bytes();
  const Dialogue& dialogue = factory_.dialogue();
  last_heard_ = received;
  factory_.notes().stand_stills.heard(received);
  const Dialogue::Match match = dialogue.match(payload, frame);
  if (state_ == State::opening) {
    opening_bytes_ += bytes;
    if (match.role == Role::greeting) return opened(received);
    if (match.role == Role::error && dialogue.greets) {
      return refused(received, *match.rule, payload);
    }
  }
  switch (match.role) {
    case Role::greeting:
    case Role::ignore:
    case Role::keep_alive:
      if (Exchange* const longest = exchanges_.longest_awaiting()) longest->bytes_received += bytes;
      break;
    default:
      return on_part(match, payload, received, bytes);
  }
  if (match.role == Role::keep_alive && state_ != State::closing) {
    const MessageTemplate& answer = match.rule->answer;
    connection_->send(factory_.writer().write(answer, sender(), user_, {}), frame);
    last_sent_ = received;
  }
}

void WsSession::on_part(const Dialogue::Match& match, std::string_view payload, TimePoint at, std::uint32_t bytes) {
  Exchange* const exchange = state_ == State::open ? answered_by(*match.rule, payload) : nullptr;
  if (exchange == nullptr) {
    if (state_ == State::open) ++factory_.tally().unclaimed;
    return;
  }
  exchange->bytes_received += bytes;
  switch (match.role) {
    case Role::stream_start:
    case Role::piece:
      return on_stream(*exchange, match.role, at);
    case Role::last_piece:
    case Role::stream_end:
      on_stream(*exchange, match.role, at);
      if (exchange->state == Exchange::State::awaiting) {
        factory_.tally().streamed_reply(exchange->pieces, exchange->bytes_received);
      }
      return finish(*exchange, at, Outcome::ok, 0);
    case Role::error:
      return finish(*exchange, at, Outcome::failed, error_told(*match.rule, payload, at));
    default:
      return finish(*exchange, at, Outcome::ok, 0);
  }
}

ErrorId WsSession::error_told(const DialogueRule& rule, std::string_view payload, TimePoint at) {
  const std::string kind = rule.error_kind_of(payload);
  factory_.notes().failures.add(kind, payload, at);
  factory_.notes().rate_limit.add(rule.rate_limit, payload, at);
  return factory_.errors().intern(kind);
}

// An error may lack the id of what it answers, and so may the pieces of a streamed reply that has begun.
Exchange* WsSession::answered_by(const DialogueRule& rule, std::string_view payload) {
  const std::string_view id = factory_.dialogue().answered_id(payload, rule);
  if (!id.empty()) return exchanges_.with_id(id);
  const bool of_stream = rule.role == Role::piece || rule.role == Role::last_piece || rule.role == Role::stream_end;
  if (of_stream) {
    if (Exchange* const streaming = exchanges_.first_streaming(rule.kinds)) return streaming;
  }
  return exchanges_.first_in_line(rule.kinds, rule.role == Role::error);
}

void WsSession::on_stream(Exchange& exchange, Role role, TimePoint at) {
  const TimePoint last = std::exchange(exchange.last_part, at);
  if (exchange.state != Exchange::State::awaiting) return;
  if (exchange.pieces > 0 && !exchange.stalled && at - last > factory_.dialogue().stall_after) {
    exchange.stalled = true;
    ++factory_.tally().stalled;
  }
  if (role != Role::piece && role != Role::last_piece) return;
  if (++exchange.pieces == 1) {
    factory_.on_first_piece(exchange.order, at);
  } else {
    factory_.on_piece_gap(exchange.order, last, at);
  }
}

void WsSession::finish(Exchange& exchange, TimePoint at, Outcome outcome, ErrorId error) {
  const bool late = exchange.state == Exchange::State::overdue;
  const Sample sample = sample_of(exchange, at, outcome, error);
  const StartId id = exchange.order.id;
  exchanges_.end(exchange);
  factory_.notes().stand_stills.answered(sample.sent, at, false);
  if (!late) return observer_->on_done(id, sample);
  observer_->on_late(sample.operation);
  observer_->on_ready();
}

Abandoned WsSession::abandon(StartId id, Outcome as) {
  Exchange& exchange = exchanges_.started_as(id);
  Abandoned known{.bytes_sent = exchange.bytes_sent, .answer_to_come = exchange.state == Exchange::State::awaiting};
  if (as == Outcome::failed && exchange.state == Exchange::State::silent) {
    known.kind = factory_.errors().intern("not sent");
  } else if (as == Outcome::failed && exchange.last_part != TimePoint{}) {
    ++factory_.tally().cut;
    known.kind = factory_.errors().intern("stream cut");
  }
  exchanges_.give_up(exchange);
  return known;
}

void WsSession::close() noexcept {
  if (state_ == State::closed) return;
  state_ = State::closing;
  if (knock_) knock_->give_up(Clock::now());
  connection_->close(close_normal, "");
}

void WsSession::lost(const wspp::CloseInfo& info, TimePoint at) {
  factory_.notes().failures.add(info.kind, info.reason, at);
  factory_.notes().losses.add(info.kind, {opened_at_, last_sent_, last_heard_, at});
}

void WsSession::on_closed(const wspp::CloseInfo& info) {
  const State before = std::exchange(state_, State::closed);
  const TimePoint now = Clock::now();
  if (before == State::opening) {
    factory_.notes().failures.add(info.kind, info.reason, now);
    finish_open(now, Outcome::failed, factory_.cannot_connect(info.kind));
  } else if (before == State::open) {
    lost(info, now);
    const ErrorId kind = factory_.errors().intern(info.kind);
    const auto fail_it = [&](Exchange& exchange) {
      if (exchange.last_part != TimePoint{}) ++factory_.tally().cut;
      finish(exchange, now, Outcome::failed, kind);
    };
    exchanges_.each(Exchange::State::awaiting, fail_it);
    exchanges_.each(Exchange::State::silent, fail_it);
    observer_->on_lost(kind);
  }
  connection_.reset();
  observer_->on_closed();
}

}  // namespace loadtest
