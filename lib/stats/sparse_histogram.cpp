#include "stats/sparse_histogram.h"

#include <algorithm>

namespace loadtest {

SparseHistogram::SparseHistogram(const IntervalHistogram& dense)
    : count_(dense.count()), sum_(dense.sum_ns()), max_(dense.max()) {
  const auto counts = dense.counts();
  const auto used = std::count_if(counts.begin(), counts.end(), [](std::uint64_t c) { return c != 0; });
  cells_.reserve(static_cast<std::size_t>(used));
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] != 0) cells_.emplace_back(i, counts[i]);
  }
}

void SparseHistogram::merge(const SparseHistogram& other) {
  std::vector<Cell> both;
  both.reserve(cells_.size() + other.cells_.size());
  auto a = cells_.begin();
  auto b = other.cells_.begin();
  while (a != cells_.end() || b != other.cells_.end()) {
    if (b == other.cells_.end() || (a != cells_.end() && a->index() < b->index())) {
      both.push_back(*a++);
    } else if (a == cells_.end() || b->index() < a->index()) {
      both.push_back(*b++);
    } else {
      both.emplace_back(a->index(), a->count() + b->count());
      ++a, ++b;
    }
  }
  both.shrink_to_fit();
  cells_ = std::move(both);
  count_ += other.count_;
  sum_ += other.sum_;
  max_ = std::max(max_, other.max_);
}

IntervalHistogram SparseHistogram::dense() const {
  IntervalHistogram result;
  for (const Cell& cell : cells_) result.add_cell(cell.index(), cell.count());
  return result;
}

Nanos SparseHistogram::percentile(double p) const { return std::min(dense().percentile(p), max_); }

}  // namespace loadtest
