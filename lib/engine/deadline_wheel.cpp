#include "engine/deadline_wheel.h"

#include <algorithm>

namespace loadtest {
namespace {

// A bucket holds about this part of the waits of the usual length.
constexpr int buckets_a_wait = 256;
constexpr Nanos narrowest = std::chrono::microseconds(100);
// So long before its time a bucket is put in order.
constexpr Nanos ready_before = std::chrono::milliseconds(1);

}  // namespace

DeadlineWheel::DeadlineWheel(ShardTimer& timer, Nanos usual, Nanos awake_before)
    : width_(std::max(usual / buckets_a_wait, narrowest)),
      lead_(ready_before + awake_before),
      near_(timer, awake_before),
      turn_(*this),
      buckets_(std::make_unique<DeadlineHook[]>(buckets_count)) {
  for (std::size_t i = 0; i < buckets_count; ++i) buckets_[i].next_ = buckets_[i].previous_ = &buckets_[i];
}

DeadlineWheel::~DeadlineWheel() {
  for (std::size_t i = 0; i < buckets_count; ++i) {
    while (buckets_[i].next_ != &buckets_[i]) buckets_[i].next_->clear();
  }
}

void DeadlineWheel::set(DeadlineHook& hook, TimePoint due) {
  if (!turn_.waiting()) near_until_ = Clock::now();  // all buckets are empty, so they may begin anywhere
  hook.clear();
  hook.due_ = due;
  place(hook);
}

void DeadlineWheel::place(DeadlineHook& hook) {
  if (hook.due_ < near_until_) return near_.set(hook, hook.due_);
  // What lies beyond the last bucket finds its place when that one's time comes.
  const auto ahead = std::min(static_cast<std::size_t>((hook.due_ - near_until_) / width_), buckets_count - 1);
  DeadlineHook& head = bucket(ahead);
  hook.previous_ = head.previous_;
  hook.next_ = &head;
  head.previous_->next_ = &hook;
  head.previous_ = &hook;
  if (const TimePoint turn = turn_of(ahead); !turn_.waiting() || turn < turn_.due()) near_.set(turn_, turn);
}

void DeadlineWheel::expired(DeadlineHook&, TimePoint now) {
  for (std::size_t ahead = 0; ahead < buckets_count;) {
    DeadlineHook& head = bucket(ahead);
    if (head.next_ == &head) {
      ++ahead;
      continue;
    }
    if (turn_of(ahead) > now) return near_.set(turn_, turn_of(ahead));
    near_until_ += width_ * static_cast<Nanos::rep>(ahead + 1);
    first_ = (first_ + ahead + 1) % buckets_count;
    pour(head);
    ahead = 0;
  }
}

// In order, so that each finds its place at the ring's end.
void DeadlineWheel::pour(DeadlineHook& head) {
  sorting_.clear();
  while (head.next_ != &head) {
    sorting_.push_back(head.next_);
    head.next_->clear();
  }
  std::sort(sorting_.begin(), sorting_.end(), [](const auto* a, const auto* b) { return a->due_ < b->due_; });
  for (DeadlineHook* hook : sorting_) place(*hook);
}

}  // namespace loadtest
