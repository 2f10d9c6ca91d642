#include "engine/shard_timer.h"

#include <algorithm>

namespace loadtest {

namespace {

// So many waits are served in one go before sockets get their turn: a generator that is late must not also go deaf.
constexpr int served_at_once_max = 512;

}  // namespace

ShardTimer::ShardTimer(boost::asio::io_context& io) : io_(io), timer_(io) {}

void ShardTimer::add(DeadlineRing& ring) {
  rings_.push_back(&ring);
  awake_before_max_ = std::max(awake_before_max_, ring.awake_before());
}

void ShardTimer::remove(DeadlineRing& ring) { std::erase(rings_, &ring); }

void ShardTimer::wanted(TimePoint wake) {
  if (!firing_ && wake < armed_) arm(wake);
}

void ShardTimer::arm(TimePoint wake) {
  armed_ = wake;
  timer_.expires_at(wake);
  timer_.async_wait([this](const boost::system::error_code& error) {
    if (!error) fire();
  });
}

void ShardTimer::fire() {
  armed_ = TimePoint::max();
  firing_ = true;
  bool spun = false;
  TimePoint now = Clock::now();
  for (int served = 0; served < served_at_once_max; ++served) {
    DeadlineRing* ring = earliest();
    if (ring == nullptr) break;
    DeadlineHook& hook = *ring->first();
    if (hook.due_ > now) now = Clock::now();
    if (hook.due_ > now) {
      if (spun || hook.due_ - awake_before_max_ > now || earliest_wake() > now) break;
      spun = true;
      while (now < hook.due_) now = Clock::now();
    }
    hook.clear();
    hook.owner_->expired(hook, now);
  }
  firing_ = false;
  if (const TimePoint wake = earliest_wake(); wake < TimePoint::max()) arm(wake);
}

DeadlineRing* ShardTimer::earliest() {
  DeadlineRing* best = nullptr;
  for (DeadlineRing* ring : rings_) {
    if (ring->first() != nullptr && (best == nullptr || ring->first()->due_ < best->first()->due_)) best = ring;
  }
  return best;
}

TimePoint ShardTimer::earliest_wake() {
  TimePoint wake = TimePoint::max();
  for (DeadlineRing* ring : rings_) {
    if (ring->first() != nullptr) wake = std::min(wake, ring->first()->due_ - ring->awake_before());
  }
  return wake;
}

}  // namespace loadtest
