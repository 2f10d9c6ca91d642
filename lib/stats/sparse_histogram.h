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
  /// Calls visit(value in the cell's middle, count) by rising value.
  template <class Visit>
  void each_cell(Visit visit) const {
    for (const Cell& cell : cells_) visit(Nanos(IntervalHistogram::Layout::middle(cell.index())), cell.count());
  }

 private:
  // Index and count in one word, since long runs keep millions of them; a joined interval outgrows 32 bits of count.
  class Cell {
   public:
    Cell(std::size_t index, std::uint64_t count) : word_(std::uint64_t{index} << count_bits | count) {}
    std::size_t index() const { return word_ >> count_bits; }
    std::uint64_t count() const { return word_ & ((std::uint64_t{1} << count_bits) - 1); }

   private:
    static constexpr int count_bits = 52;
    static_assert(IntervalHistogram::Layout::cells <= 1u << (64 - count_bits));
    std::uint64_t word_;
  };
  std::vector<Cell> cells_;  // by rising index
  std::uint64_t count_ = 0, sum_ = 0;
  Nanos max_{0};
};

}  // namespace loadtest
