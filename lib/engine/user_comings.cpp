// Users that leave before the run ends, and users that come back after their connection went away.
#include "core/random.h"
#include "engine/virtual_user.h"

namespace loadtest {

void VirtualUser::leave_when_done(TimePoint now) {
  if (leaving_ || away() || state_ == State::closing) return;
  leaving_ = true;
  pause.clear();
  const bool under_way = state_ == State::connecting || state_ == State::replacing || in_flight_ > 0;
  if (!under_way) close(now);
}

// From within a callback of the session, which must have returned before it is closed.
void VirtualUser::leave_soon(TimePoint now) { track_.quarantines.set(own_deadline_, now); }

// A connection that went away ended what was in flight, each with the kind of the loss, just before.
void VirtualUser::count_lost_operations(ErrorId kind) {
  if (failed_as_ == kind) track_.lost_operations += failed_so_;
  failed_so_ = 0;
}

void VirtualUser::fall_out() {
  state_ = State::lost;
  lost_at_ = Clock::now();
  recovering_ = true;
  attempts_ = 0;
  if (track_.recover_operation) track_.started(*track_.recover_operation, lost_at_);
  count_lost_replies();
  disconnected();
  pause.clear();
  own_deadline_.clear();
  set_pending(false);
}

void VirtualUser::wait_to_reconnect() {
  const std::uint64_t bits =
      mix64(track_.seed ^ mix64(id_) ^ static_cast<std::uint64_t>(lost_at_.time_since_epoch().count() + attempts_));
  const Nanos wait = track_.track.profile.reconnect.wait(attempts_, bits);
  if (attempts_ < UINT16_MAX) ++attempts_;
  set_pending(false);
  if (wait > Nanos(0)) {
    state_ = State::waiting;
    return track_.reconnects->set(own_deadline_, Clock::now() + wait);
  }
  state_ = State::connecting;
  open_session(Clock::now());
}

void VirtualUser::recovered(TimePoint at, Outcome outcome) {
  recovering_ = false;
  if (track_.recover_operation) track_.record({lost_at_, lost_at_, at, *track_.recover_operation, outcome, 0, 0, 0});
}

}  // namespace loadtest
