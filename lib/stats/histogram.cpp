#include "stats/histogram.h"

#include <algorithm>
#include <cmath>
#include <new>

namespace loadtest {

template <int digits>
void BasicHistogram<digits>::allocate() {
  cells_.reset(static_cast<std::uint64_t*>(std::calloc(Layout::cells, sizeof(std::uint64_t))));
  if (!cells_) throw std::bad_alloc();
}

template <int digits>
void BasicHistogram<digits>::merge(const BasicHistogram& other) {
  if (other.count_ == 0) return;
  std::uint64_t* mine = cells();
  const std::uint64_t* theirs = other.cells_.get();
  for (std::size_t i = 0; i < Layout::cells; ++i) mine[i] += theirs[i];
  count_ += other.count_;
  sum_ += other.sum_;
  min_ = std::min(min_, other.min_);
  max_ = std::max(max_, other.max_);
}

template <int digits>
void BasicHistogram<digits>::add_cell(std::size_t index, std::uint64_t times) {
  if (times == 0) return;
  cells()[index] += times;
  count_ += times;
  sum_ += static_cast<std::uint64_t>(Layout::middle(index)) * times;
  const std::int64_t value = Layout::highest_equivalent(index);
  min_ = std::min(min_, value);
  max_ = std::max(max_, value);
}

template <int digits>
bool BasicHistogram<digits>::restore(std::uint64_t sum_ns, Nanos min, Nanos max) {
  if (count_ == 0) return sum_ns == 0 && min == Nanos(0) && max == Nanos(0);
  const auto counts = this->counts();
  const auto used = [](std::uint64_t times) { return times != 0; };
  const auto first = std::find_if(counts.begin(), counts.end(), used) - counts.begin();
  const auto last = std::find_if(counts.rbegin(), counts.rend(), used).base() - counts.begin() - 1;
  const auto cell_of = [](Nanos value) {
    return static_cast<std::ptrdiff_t>(Layout::index_of(std::clamp<std::int64_t>(value.count(), 0, Layout::highest)));
  };
  if (min < Nanos(0) || cell_of(min) != first || cell_of(max) != last) return false;
  sum_ = sum_ns;
  min_ = min.count();
  max_ = max.count();
  return true;
}

template <int digits>
Nanos BasicHistogram<digits>::percentile(double p) const {
  if (count_ == 0) return Nanos(0);
  // The rank of the value that a share p does not exceed: at least the first, at most the last. The tiny term forgives
  // products such as 0.999 * 1000 that come out a hair above the whole number meant.
  const double exact = p * static_cast<double>(count_);
  const auto rank = std::clamp<std::uint64_t>(static_cast<std::uint64_t>(std::ceil(exact * (1 - 1e-12))), 1, count_);
  std::uint64_t seen = 0;
  for (std::size_t i = 0; i < Layout::cells; ++i) {
    seen += cells_[i];
    if (seen >= rank) return Nanos(std::clamp(Layout::highest_equivalent(i), min_, max_));
  }
  return max();
}

template <int digits>
double BasicHistogram<digits>::stddev_ns() const {
  if (count_ == 0) return 0;
  const double mean = mean_ns();
  double squares = 0;
  for (std::size_t i = 0; i < Layout::cells; ++i) {
    if (cells_[i] == 0) continue;
    const double off = static_cast<double>(Layout::middle(i)) - mean;
    squares += off * off * static_cast<double>(cells_[i]);
  }
  return std::sqrt(squares / static_cast<double>(count_));
}

template class BasicHistogram<2>;
template class BasicHistogram<3>;

}  // namespace loadtest
