#include "engine/deadline_ring.h"

#include "engine/shard_timer.h"

namespace loadtest {

DeadlineRing::DeadlineRing(ShardTimer& timer, Nanos awake_before) : awake_before_(awake_before), timer_(timer) {
  head_.next_ = head_.previous_ = &head_;
  timer_.add(*this);
}

DeadlineRing::~DeadlineRing() {
  timer_.remove(*this);
  while (DeadlineHook* hook = first()) hook->clear();
}

void DeadlineRing::set(DeadlineHook& hook, TimePoint due) {
  hook.clear();
  hook.due_ = due;
  DeadlineHook* before = head_.previous_;
  while (before != &head_ && before->due_ > due) before = before->previous_;
  hook.previous_ = before;
  hook.next_ = before->next_;
  before->next_->previous_ = &hook;
  before->next_ = &hook;
  if (before == &head_) timer_.wanted(due - awake_before_);
}

}  // namespace loadtest
