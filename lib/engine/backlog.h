#pragma once

#include <cstdint>
#include <vector>

#include "core/clock.h"
#include "core/sample.h"

namespace loadtest {

/// Arrivals that wait for a free user: a queue with a bound. It grows to what it ever held, and then allocates no more.
class Backlog {
 public:
  struct Entry {
    TimePoint intended;
    std::uint64_t number;
    OperationId operation;
  };

  explicit Backlog(std::uint64_t max) : max_(max) {}
  bool empty() const { return size_ == 0; }
  std::uint64_t size() const { return size_; }
  /// False where it is full.
  bool push(const Entry& entry) {
    if (size_ >= max_) return false;
    if (size_ == ring_.size()) grow();
    ring_[(first_ + size_) % ring_.size()] = entry;
    ++size_;
    return true;
  }
  Entry pop() {
    const Entry entry = ring_[first_];
    first_ = (first_ + 1) % ring_.size();
    --size_;
    return entry;
  }

 private:
  void grow() {
    std::vector<Entry> larger(ring_.empty() ? 64 : ring_.size() * 2);
    for (std::size_t i = 0; i < size_; ++i) larger[i] = ring_[(first_ + i) % ring_.size()];
    ring_ = std::move(larger);
    first_ = 0;
  }

  std::vector<Entry> ring_;
  std::size_t first_ = 0, size_ = 0;
  std::uint64_t max_;
};

}  // namespace loadtest
