#pragma once

#include <cstdint>
#include <vector>

#include "stats/histogram.h"

namespace loadtest {

/// The cells of an interval's histogram that are not empty: what a second costs in memory is what happened in it.
class SparseHistogram {
 public:
  SparseHistogram() = default;
  explicit SparseHistogram(const IntervalHistogram&);
  void merge(const SparseHistogram&);
  IntervalHistogram dense() const;
  std::uint64_t count() const { return count_; }
  Nanos percentile(double p) const;
  Nanos max() const { return max_; }
  std::uint64_t sum_ns() const { return sum_; }

 private:
  struct Cell {
    std::uint32_t index;
    std::uint32_t count;
  };
  std::vector<Cell> cells_;  // by rising index
  std::uint64_t count_ = 0, sum_ = 0;
  Nanos max_{0};
};

}  // namespace loadtest
