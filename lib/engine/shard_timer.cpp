#include "engine/shard_timer.h"

#include <algorithm>

namespace loadtest {

namespace {

// So many waits are served in one go before sockets get their turn: a generator that is late must not also go deaf.
constexpr int served_at_once_max = 512;

}  // namespace

ShardTimer::ShardTimer(boost::asio::io_context& io) : io_(io), timer_(io) {}

void ShardTimer::add(DeadlineRing& ring) { rings_.push_back(&ring); }

void ShardTimer::remove(DeadlineRing& ring) { std::erase(rings_, &ring); }

void ShardTimer::wanted(TimePoint due) {
  if (!firing_ && due < armed_) arm(due);
}

void ShardTimer::arm(TimePoint due) {
  armed_ = due;
  timer_.expires_at(due);
  timer_.async_wait([this](const boost::system::error_code& error) {
    if (!error) fire();
  });
}

void ShardTimer::fire() {
  armed_ = TimePoint::max();
  firing_ = true;
  TimePoint now = Clock::now();
  for (int served = 0; served < served_at_once_max; ++served) {
    DeadlineRing* ring = earliest();
    if (ring == nullptr) break;
    DeadlineHook& hook = *ring->first();
    if (hook.due_ > now) {
      now = Clock::now();
      if (hook.due_ > now) break;
    }
    hook.clear();
    hook.owner_->expired(hook, now);
  }
  firing_ = false;
  if (DeadlineRing* ring = earliest()) arm(ring->first()->due_);
}

DeadlineRing* ShardTimer::earliest() {
  DeadlineRing* best = nullptr;
  for (DeadlineRing* ring : rings_) {
    if (ring->first() != nullptr && (best == nullptr || ring->first()->due_ < best->first()->due_)) best = ring;
  }
  return best;
}

}  // namespace loadtest
