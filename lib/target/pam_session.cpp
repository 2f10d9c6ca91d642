#include "target/pam_session.h"

#include <algorithm>
#include <chrono>

#include "core/json_scan.h"
#include "target/chat_query.h"
#include "target/seeded_users.h"

namespace loadtest::target {

void PamSession::on_open() {
  TargetSession::on_open();
  // As the real one does: the upgrade has succeeded before anybody looks at the token.
  if (!admitted_) return close(4001, "invalid token");
  send(backend_.frames.welcome());
  ++stats().greeted;
  if (backend_.data) {
    const auto now_s =
        std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch());
    claims_ = std::make_shared<const std::string>(make_chat_claims(seeded_user_of(user_), now_s.count()));
  }
  const Nanos every = backend_.config.ping_every;
  if (every.count() == 0) return;
  last_pong_ = Clock::now();
  wake_at_ = next_ping_ = last_pong_ + every;
  backend_.timers.schedule(wake_at_, id());
}

void PamSession::on_message(std::string_view payload, wspp::FrameKind, TimePoint) {
  if (closing()) return;
  if (payload.size() > message_bytes_max) return close(4009, "message too large");
  const auto type = json_field(payload, "type");
  if (!type) return refuse("INVALID_MESSAGE", "Expected a JSON object with a type");
  if (*type == "chat") return on_chat(payload, Clock::now());
  if (*type == "pong") {
    ++stats().pongs_received;
    last_pong_ = Clock::now();
  } else if (*type == "ping") {
    ++stats().pings_received;
    send(backend_.frames.pong());
  } else if (*type != "init") {
    refuse("UNKNOWN_TYPE", "Unknown message type");
  }
}

void PamSession::refuse(std::string_view code, std::string_view message) {
  ++stats().errors_sent;
  send(backend_.frames.error(code, message));
}

void PamSession::on_chat(std::string_view payload, TimePoint now) {
  ++stats().chats_received;
  const auto limit = backend_.limiter.check(user_, now);
  if (!limit.allowed) {
    if (limit.violations > violations_max) return close(4008, "rate limit exceeded repeatedly");
    return ask({{.step = Step::rate_error, .received = now, .due = now, .retry_after = limit.retry_after}}, now);
  }
  if (asked_.size() + pending_.size() >= unanswered_max) return close(1008, "too many unanswered messages");

  const Decision decision = backend_.faults.next(now);
  Asked next{{.step = Step::reply, .received = now, .due = decision.due}};
  switch (decision.fate) {
    case Fate::dropped:
      ++stats().replies_dropped;
      return;
    case Fate::error:
      next.reply.step = Step::error;
      return ask(next, now);
    case Fate::closed:
      next.reply.step = Step::close;
      return ask(next, now);
    case Fate::late:
      next.reply.late = true;
      break;
    case Fate::answered:
      break;
  }
  next.stream = json_field(payload, "stream") == "true";
  next.waiting = backend_.data != nullptr;
  next.thinking = decision.due - now;
  ask(next, now);
}

void PamSession::ask(Asked next, TimePoint now) {
  if (next.waiting) {
    backend_.data->ask({.session = id(), .number = begun_ + asked_.size(), .claims = claims_});
  } else if (asked_.empty()) {
    return begin(next, now);
  }
  asked_.push_back(next);
}

void PamSession::on_facts(const ChatFacts& facts, TimePoint now) {
  Asked& told = asked_[facts.number - begun_];
  told.waiting = false;
  told.reply.due = now + told.thinking;
  told.reply.rows_read = facts.rows;
  if (!facts.known) {
    told.reply.step = Step::error;
    told.reply.due = now;
    told.stream = false;
  }
  while (!closing() && !asked_.empty() && !asked_.front().waiting) {
    const Asked next = asked_.front();
    asked_.pop_front();
    ++begun_;
    begin(next, now);
  }
}

void PamSession::begin(const Asked& asked, TimePoint now) {
  Pending next = asked.reply;
  if (!asked.stream) return enqueue(next, now);
  next.step = Step::stream_start;
  enqueue(next, now);
  next.step = Step::stream_piece;
  for (; next.piece < backend_.config.pieces; ++next.piece) {
    enqueue(next, now);
    next.due = last_due_ + backend_.config.piece_gap;
  }
  next.step = Step::stream_end;
  next.due = last_due_;
  enqueue(next, now);
}

void PamSession::enqueue(Pending next, TimePoint now) {
  next.due = std::max(next.due, last_due_);
  last_due_ = next.due;
  if (pending_.empty() && next.due <= now) return take(next, now);
  pending_.push_back(next);
  backend_.timers.schedule(next.due, id());
}

void PamSession::take(const Pending& next, TimePoint now) {
  Frames& frames = backend_.frames;
  const auto answered = [&] {
    ++stats().chats_answered;
    if (next.late) ++stats().replies_late;
  };
  switch (next.step) {
    case Step::reply:
      send(frames.chat_response(now - next.received, next.rows_read));
      return answered();
    case Step::stream_start:
      return send(frames.stream_start());
    case Step::stream_piece:
      return send(frames.stream_delta(next.piece));
    case Step::stream_end:
      send(frames.stream_complete(now - next.received, next.rows_read));
      return answered();
    case Step::error:
      return refuse("INTERNAL_ERROR", "The assistant failed");
    case Step::rate_error: {
      const RateLimit& limit = backend_.limiter.limit();
      ++stats().errors_sent;
      return send(frames.rate_limited(limit.limit, limit.window, next.retry_after));
    }
    case Step::close:
      return close(1011, "server error");
  }
}

void PamSession::on_timer(TimePoint now) {
  while (!closing() && !pending_.empty() && pending_.front().due <= now) {
    const Pending next = pending_.front();
    pending_.pop_front();
    take(next, now);
  }
  if (!closing()) keep_alive(now);
}

void PamSession::keep_alive(TimePoint now) {
  if (now < wake_at_) return;
  const Nanos patience = backend_.config.pong_timeout;
  const TimePoint give_up = patience.count() > 0 ? last_pong_ + patience : TimePoint::max();
  if (now >= give_up) return close(1001, "no pong");
  if (now >= next_ping_) {
    send(backend_.frames.keep_alive());
    next_ping_ = now + backend_.config.ping_every;
  }
  wake_at_ = std::min(next_ping_, give_up);
  backend_.timers.schedule(wake_at_, id());
}

}  // namespace loadtest::target
