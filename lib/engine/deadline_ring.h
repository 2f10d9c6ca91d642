#pragma once

#include "core/clock.h"

namespace loadtest {

class DeadlineHook;
class ShardTimer;

/// Whoever waits for an instant.
class DeadlineOwner {
 public:
  virtual void expired(DeadlineHook&, TimePoint now) = 0;

 protected:
  ~DeadlineOwner() = default;
};

/// One wait for an instant; lies inside what waits, so that setting and clearing it allocates nothing.
class DeadlineHook {
 public:
  DeadlineHook() = default;
  explicit DeadlineHook(DeadlineOwner& owner) : owner_(&owner) {}
  DeadlineHook(const DeadlineHook&) = delete;
  DeadlineHook& operator=(const DeadlineHook&) = delete;
  ~DeadlineHook() { clear(); }

  void own(DeadlineOwner& owner) { owner_ = &owner; }
  bool waiting() const { return next_ != nullptr; }
  TimePoint due() const { return due_; }
  void clear() {
    if (!waiting()) return;
    next_->previous_ = previous_;
    previous_->next_ = next_;
    next_ = previous_ = nullptr;
  }

 private:
  friend class DeadlineRing;
  friend class DeadlineWheel;
  friend class ShardTimer;
  DeadlineOwner* owner_ = nullptr;
  DeadlineHook* next_ = nullptr;
  DeadlineHook* previous_ = nullptr;
  TimePoint due_{};
};

/// Waits of one length, such as all reply time-outs of a track: first in is first due, so a list kept in order serves
/// where others need a heap. An out-of-turn wait is moved to its place from the end, which costs what it is out of
/// turn. `awake_before`: the shard spins for this long before each is due instead of sleeping until then
/// (shard_timer.h).
class DeadlineRing {
 public:
  explicit DeadlineRing(ShardTimer&, Nanos awake_before = Nanos(0));
  ~DeadlineRing();
  DeadlineRing(const DeadlineRing&) = delete;
  DeadlineRing& operator=(const DeadlineRing&) = delete;

  /// Sets, or moves, a wait.
  void set(DeadlineHook&, TimePoint due);
  DeadlineHook* first() { return head_.next_ == &head_ ? nullptr : head_.next_; }
  Nanos awake_before() const { return awake_before_; }

 private:
  DeadlineHook head_;
  Nanos awake_before_;
  ShardTimer& timer_;
};

}  // namespace loadtest
