#include "engine/virtual_user.h"

#include <algorithm>
#include <cassert>

namespace loadtest {

VirtualUser::VirtualUser(TrackContext& track, UserDirector& director, std::uint64_t id)
    : pause(*this), track_(track), director_(director), id_(id), own_deadline_(*this) {
  only_slot_.deadline.own(*this);
}

void VirtualUser::connect(TimePoint intended) {
  assert(away());
  if (state_ == State::gone) --track_.ended_users;
  leaving_ = opened_before_ = false;
  state_ = State::connecting;
  open_session(intended);
}

void VirtualUser::open_session(TimePoint intended) {
  connect_intended_ = intended;
  set_pending(true);
  if (track_.connect_operation) track_.started(*track_.connect_operation, intended);
  // A pool gives up by itself, and knows why.
  if (track_.connect_operation) track_.connects.set(own_deadline_, Clock::now() + track_.track.connect_timeout);
  retired_ = std::move(session_);
  session_ = track_.factory->make_session(id_);
  session_->open(*this, intended);
}

void VirtualUser::on_opened(const Sample& sample) {
  own_deadline_.clear();
  record_connect(sample);
  if (sample.outcome != Outcome::ok) return;  // on_closed() follows
  set_pending(false);
  retired_.reset();
  if (const std::size_t capacity = session_->capacity(); slots_count_ < capacity) {
    more_slots_ = std::make_unique<Slot[]>(capacity);
    slots_ = more_slots_.get();
    slots_count_ = static_cast<std::uint32_t>(capacity);
    for (std::uint32_t i = 0; i < slots_count_; ++i) slots_[i].deadline.own(*this);
  }
  const bool again = opened_before_;
  opened_before_ = true;
  state_ = State::connected;
  counted_ = true;
  ++track_.connected_users;
  track_.shared.one_connected();
  const bool recovering = recovering_;
  if (recovering) recovered(sample.done, Outcome::ok);
  if (leaving_) return leave_soon(sample.done);
  // After a loss the outage is the figure of recovering, and the rhythm begins anew.
  if (again && !recovering) {
    director_.on_connected(*this, last_end_, true);
  } else {
    director_.on_connected(*this, sample.done, again);
  }
}

void VirtualUser::start(OperationId operation, TimePoint intended, TimePoint now, std::uint64_t number) {
  assert(available());
  std::uint32_t id = 0;
  while (slots_[id].busy) ++id;
  assert(id < slots_count_);
  Slot& slot = slots_[id];
  slot.busy = true;
  slot.operation = operation;
  slot.intended = intended;
  slot.sent = now;
  ++in_flight_;
  set_pending(true);
  track_.started(operation, intended);
  track_.replies.set(slot.deadline, now + track_.track.reply_timeout);
  session_->start({id, operation, intended, now, number});
}

void VirtualUser::on_done(StartId id, const Sample& sample) {
  Slot& slot = slots_[id];
  assert(slot.busy);
  slot.busy = false;
  slot.deadline.clear();
  --in_flight_;
  track_.record(sample);
  const TimePoint now = Clock::now();
  if (sample.outcome == Outcome::ok) track_.health.delay.record(now - sample.done);
  last_end_ = sample.done;
  if (sample.outcome == Outcome::failed) [[unlikely]] {
    failed_so_ = sample.error == failed_as_ ? static_cast<std::uint16_t>(failed_so_ + 1) : std::uint16_t{1};
    failed_as_ = sample.error;
  }
  if (leaving_) {
    if (in_flight_ == 0) leave_soon(now);
  } else if (available()) {
    director_.on_available(*this, sample.done, now);
  } else {
    quarantine_if_mute(now);
  }
  set_pending(in_flight_ > 0 || state_ == State::quarantined);
}

void VirtualUser::on_late(OperationId operation) {
  if (unanswered_ > 0) --unanswered_;
  track_.late(operation, abandoned_intended_);
}

void VirtualUser::on_ready() {
  if (leaving_) return;
  if (state_ == State::quarantined && session_->capacity() > 0) {
    state_ = State::connected;
    own_deadline_.clear();
    set_pending(false);
  }
  if (available()) director_.on_available(*this, last_end_, Clock::now());
}

void VirtualUser::expired(DeadlineHook& hook, TimePoint now) {
  if (&hook == &pause) return director_.on_pause_over(*this, hook.due(), now);
  if (&hook == &own_deadline_) {
    return own_deadline_passed(now);
  }
  for (std::uint32_t i = 0; i < slots_count_; ++i) {
    if (&slots_[i].deadline == &hook) return reply_timed_out(slots_[i], now);
  }
}

void VirtualUser::own_deadline_passed(TimePoint now) {
  switch (state_) {
    case State::quarantined:
      return quarantine_passed(now);
    case State::waiting:
      if (!reconnects()) return;  // it is closed with all others
      state_ = State::connecting;
      return open_session(now);
    case State::connected:
      return close(now);  // it is leaving
    default:
      break;
  }
  fail_connect(now, Outcome::failed, track_.connect_timeout);
  if (reconnects()) {
    state_ = State::lost;
    set_pending(false);
  } else {
    leave();
  }
  session_->close();
}

void VirtualUser::reply_timed_out(Slot& slot, TimePoint now) {
  const Abandoned known = session_->abandon(static_cast<StartId>(&slot - slots_), Outcome::failed);
  slot.busy = false;
  --in_flight_;
  last_end_ = now;
  abandoned_operation_ = slot.operation;
  abandoned_intended_ = slot.intended;
  if (known.answer_to_come) ++unanswered_;
  track_.record({slot.intended, slot.sent, now, slot.operation, Outcome::failed,
                 known.kind.value_or(track_.reply_timeout), known.bytes_sent, 0});
  if (leaving_) {
    if (in_flight_ == 0) close(now);
    return;
  }
  if (session_->capacity() > 0) {
    director_.on_available(*this, now, now);
    return set_pending(in_flight_ > 0);
  }
  quarantine_if_mute(now);
}

// Nothing in flight, and yet the session takes nothing: it waits for an answer that was given up. That answer, or its
// absence, is still to come, so the user stays pending.
void VirtualUser::quarantine_if_mute(TimePoint now) {
  if (state_ != State::connected || in_flight_ > 0 || unanswered_ == 0 || session_->capacity() > 0) return;
  state_ = State::quarantined;
  track_.quarantines.set(own_deadline_, now + track_.track.reply_timeout);
}

void VirtualUser::quarantine_passed(TimePoint now) {
  if (track_.stopping) return close(now);
  count_lost_replies();
  ++track_.replaced_users;
  state_ = State::replacing;
  disconnected();
  session_->close();  // the new session is opened when this one is closed
}

void VirtualUser::on_lost(ErrorId kind) {
  ++track_.lost_users;
  ++track_.lost_kinds[kind];
  count_lost_operations(kind);
  if (track_.reconnects && !leaving_ && !track_.stopping) return fall_out();
  leave();
}

void VirtualUser::on_closed() {
  if (state_ == State::replacing && !leaving_ && !track_.stopping) {
    state_ = State::connecting;
    return open_session(Clock::now());
  }
  if (reconnects()) return wait_to_reconnect();
  if (state_ != State::closing) leave();
  end();
}

// No more starts from here on, for whatever reason; the session still has its on_closed() to say.
void VirtualUser::leave() {
  state_ = State::closing;
  if (recovering_) recovered(Clock::now(), Outcome::cancelled);
  count_lost_replies();
  disconnected();
  pause.clear();
  own_deadline_.clear();
  set_pending(false);
  director_.on_gone(*this);
}

void VirtualUser::end() {
  if (state_ == State::gone) return;
  state_ = State::gone;
  ++track_.ended_users;
  director_.on_ended(*this);
}

void VirtualUser::set_pending(bool pending) {
  if (pending == pending_) return;
  pending_ = pending;
  if (pending) {
    ++track_.pending;
  } else if (--track_.pending == 0) {
    director_.on_nothing_pending();
  }
}

void VirtualUser::count_lost_replies() {
  for (; unanswered_ > 0; --unanswered_) track_.lost(abandoned_operation_, abandoned_intended_);
}

void VirtualUser::disconnected() {
  if (!counted_) return;
  counted_ = false;
  --track_.connected_users;
  track_.shared.one_disconnected();
}

void VirtualUser::fail_connect(TimePoint now, Outcome outcome, ErrorId kind) {
  record_connect({connect_intended_, connect_intended_, now, 0, outcome, kind, 0, 0});
}

// Behind a pool a user has no connection of its own, so there is nothing to measure.
void VirtualUser::record_connect(const Sample& sample) {
  if (!track_.connect_operation) return;
  Sample connect = sample;
  connect.operation = *track_.connect_operation;
  track_.record(connect);
}

void VirtualUser::cancel_in_flight(TimePoint now) {
  if (state_ == State::connecting) fail_connect(now, Outcome::cancelled, 0);
  for (std::uint32_t i = 0; i < slots_count_; ++i) {
    Slot& slot = slots_[i];
    if (!slot.busy) continue;
    slot.busy = false;
    slot.deadline.clear();
    const Abandoned known = session_->abandon(i, Outcome::cancelled);
    track_.record({slot.intended, slot.sent, now, slot.operation, Outcome::cancelled, 0, known.bytes_sent, 0});
  }
  in_flight_ = 0;
}

void VirtualUser::close(TimePoint now) {
  pause.clear();
  if (state_ == State::closing || away()) return;
  cancel_in_flight(now);
  const State before = state_;
  leave();
  if (before == State::waiting) return end();  // there is no session
  if (before != State::lost) session_->close();
}

void VirtualUser::drop(TimePoint now) {
  if (state_ == State::gone) return;
  if (state_ != State::closing) {
    cancel_in_flight(now);
    leave();
  }
  end();
  session_.reset();
  retired_.reset();
}

}  // namespace loadtest
