#include "target/timer_queue.h"

namespace loadtest::target {

void TimerQueue::schedule(TimePoint when, std::uint64_t session) {
  if (stopped_) return;
  entries_.push({when, next_number_++, session});
  arm();
}

void TimerQueue::stop() {
  stopped_ = true;
  timer_.cancel();
}

void TimerQueue::arm() {
  if (stopped_ || entries_.empty() || entries_.top().when >= armed_for_) return;
  armed_for_ = entries_.top().when;
  timer_.expires_at(armed_for_);
  timer_.async_wait([this](boost::system::error_code error) {
    if (!error) run_due();
  });
}

void TimerQueue::run_due() {
  // While the loop runs nothing is armed: what a callback schedules for now is still done in this turn.
  armed_for_ = TimePoint::min();
  const TimePoint now = Clock::now();
  while (!stopped_ && !entries_.empty() && entries_.top().when <= now) {
    const std::uint64_t session = entries_.top().session;
    entries_.pop();
    due_(session, now);
  }
  armed_for_ = TimePoint::max();
  arm();
}

}  // namespace loadtest::target
