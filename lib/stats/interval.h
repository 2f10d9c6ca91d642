#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "core/clock.h"
#include "stats/operation_stats.h"
#include "stats/sparse_histogram.h"

namespace loadtest {

/// One operation within one interval.
struct IntervalOperation {
  std::uint64_t started = 0, ok = 0, failed = 0, dropped = 0;
  SparseHistogram response{};
  KindCounts errors{};  // of `failed`

  void merge(const IntervalOperation&);
};

/// A second of results (or a few, on long runs): the grid begins at t0.
struct Interval {
  Nanos from{0};
  Nanos length{0};
  std::uint32_t users = 0;  // connected at its end
  std::vector<IntervalOperation> operations;
  std::uint64_t planned = 0;  // starts that fell due

  /// Adds another shard's share of the same interval.
  void merge_shard(const Interval&);
  /// Appends the interval that follows this one in time.
  void append(const Interval& next);
};

/// Adds the intervals of another part of the same run, place by place on the grid from t0; where one series is coarser,
/// the other is made so too. False, and nothing changed, where either is on no such grid.
bool add_intervals(std::vector<Interval>& into, std::vector<Interval> from);

/// The intervals of a run: at most `intervals_max`, then pairs of neighbours are joined, so that a soak of any length
/// keeps a bounded memory.
class IntervalSeries {
 public:
  static constexpr std::size_t intervals_max = 2000;
  void add(Interval one_second);
  const std::vector<Interval>& intervals() const { return intervals_; }
  std::vector<Interval> take() { return std::move(intervals_); }

 private:
  std::vector<Interval> intervals_;
  std::uint64_t seconds_each_ = 1, seconds_in_last_ = 0;
};

}  // namespace loadtest
