#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "engine/deadline_ring.h"

namespace loadtest {

/// Waits of any length, such as think times that are drawn. A ring would walk past half of them to find each one's
/// place; here those that are not due soon lie unordered in buckets of time, and a bucket is put in order shortly
/// before its time comes.
class DeadlineWheel final : private DeadlineOwner {
 public:
  /// `usual` = how long most waits are; it decides how wide a bucket is, and nothing else.
  DeadlineWheel(ShardTimer&, Nanos usual, Nanos awake_before = Nanos(0));
  ~DeadlineWheel();

  /// Sets, or moves, a wait.
  void set(DeadlineHook&, TimePoint due);

 private:
  static constexpr std::size_t buckets_count = 1024;

  void expired(DeadlineHook&, TimePoint now) override;
  void place(DeadlineHook&);
  void pour(DeadlineHook& bucket);
  DeadlineHook& bucket(std::size_t ahead) { return buckets_[(first_ + ahead) % buckets_count]; }
  TimePoint turn_of(std::size_t ahead) const { return near_until_ + width_ * static_cast<Nanos::rep>(ahead) - lead_; }

  Nanos width_, lead_;
  DeadlineRing near_;  // what is due before near_until_, and the turn
  DeadlineHook turn_;  // to the first bucket with something in it
  std::unique_ptr<DeadlineHook[]> buckets_;
  std::size_t first_ = 0;  // the bucket that begins at near_until_
  TimePoint near_until_{};
  std::vector<DeadlineHook*> sorting_;
};

}  // namespace loadtest
