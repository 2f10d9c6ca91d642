#pragma once

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <optional>
#include <span>

#include "core/clock.h"

namespace loadtest {

/// Which cell a value falls into: HdrHistogram's layout, http://hdrhistogram.org, so that exports need no re-bucketing
/// and merging is integer addition. Nanoseconds, lowest discernible 100, highest 3.6e12 (1 h).
template <int digits>
struct HistogramLayout {
  static constexpr std::int64_t lowest = 100;
  static constexpr std::int64_t highest = 3'600'000'000'000;
  static constexpr int significant_digits = digits;
  static constexpr int unit_magnitude = 6;                    // floor(log2(lowest))
  static constexpr int sub_magnitude = digits == 3 ? 11 : 8;  // smallest power of two >= 2 * 10^digits
  static constexpr std::int64_t sub_count = std::int64_t{1} << sub_magnitude;
  static constexpr std::int64_t half_count = sub_count / 2;
  static constexpr int half_magnitude = sub_magnitude - 1;
  static constexpr std::size_t cells = [] {
    std::size_t buckets = 1;
    for (std::int64_t top = sub_count << unit_magnitude; top <= highest; top <<= 1) ++buckets;
    return (buckets + 1) * static_cast<std::size_t>(half_count);
  }();
  static_assert(digits == 2 || digits == 3);

  static constexpr std::size_t index_of(std::int64_t value) {
    const auto v = static_cast<std::uint64_t>(value);
    const int power = 64 - __builtin_clzll(v | (static_cast<std::uint64_t>(sub_count - 1) << unit_magnitude));
    const int bucket = power - unit_magnitude - (half_magnitude + 1);
    const auto sub = static_cast<std::int64_t>(v >> (bucket + unit_magnitude));
    return static_cast<std::size_t>((static_cast<std::int64_t>(bucket + 1) << half_magnitude) + (sub - half_count));
  }
  /// The highest value that falls into the same cell; what HdrHistogram reports for it.
  static constexpr std::int64_t highest_equivalent(std::size_t index) {
    const auto [low, size] = cell(index);
    return low + size - 1;
  }
  static constexpr std::int64_t middle(std::size_t index) {
    const auto [low, size] = cell(index);
    return low + size / 2;
  }

 private:
  struct Cell {
    std::int64_t low, size;
  };
  static constexpr Cell cell(std::size_t index) {
    int bucket = static_cast<int>(index >> half_magnitude) - 1;
    std::int64_t sub = (static_cast<std::int64_t>(index) & (half_count - 1)) + half_count;
    if (bucket < 0) {
      bucket = 0;
      sub -= half_count;
    }
    return {sub << (bucket + unit_magnitude), std::int64_t{1} << (bucket + unit_magnitude)};
  }
};

/// Counts of durations, with 3 significant digits (of a result) or 2 (of an interval). One writer. Count, sum, least
/// and greatest are exact; values over an hour are counted in the last cell. Negative values are recorded as 0.
template <int digits>
class BasicHistogram {
 public:
  using Layout = HistogramLayout<digits>;

  BasicHistogram() = default;
  BasicHistogram(const BasicHistogram& other) { merge(other); }
  BasicHistogram& operator=(const BasicHistogram& other) {
    if (this != &other) *this = BasicHistogram(other);
    return *this;
  }
  BasicHistogram(BasicHistogram&&) noexcept = default;
  BasicHistogram& operator=(BasicHistogram&&) noexcept = default;

  void record(Nanos value) { record(value, 1); }
  void record(Nanos value, std::uint64_t times) {
    const std::int64_t ns = value.count() < 0 ? 0 : value.count();
    cells()[Layout::index_of(ns > Layout::highest ? Layout::highest : ns)] += times;
    count_ += times;
    sum_ += static_cast<std::uint64_t>(ns) * times;
    if (ns < min_) min_ = ns;
    if (ns > max_) max_ = ns;
  }
  void merge(const BasicHistogram& other);
  /// Adds a bare cell, as read from an encoded histogram or a sparse interval. Exact figures follow the cell's value.
  void add_cell(std::size_t index, std::uint64_t times);
  /// After add_cell(): the exact figures, where they are known. False, and nothing changed, where the cells contradict.
  bool restore(std::uint64_t sum_ns, Nanos min, Nanos max);

  /// The value that a share p (0..1) of the recorded ones does not exceed, to the layout's precision and never above
  /// the greatest recorded. 0 where nothing was recorded.
  Nanos percentile(double p) const;
  std::uint64_t count() const { return count_; }
  std::uint64_t sum_ns() const { return sum_; }
  Nanos min() const { return Nanos(count_ == 0 ? 0 : min_); }
  Nanos max() const { return Nanos(max_); }
  double mean_ns() const { return count_ == 0 ? 0 : static_cast<double>(sum_) / static_cast<double>(count_); }
  double stddev_ns() const;
  /// All cells, or none where nothing was recorded yet.
  std::span<const std::uint64_t> counts() const { return {cells_.get(), cells_ ? Layout::cells : 0}; }

 private:
  std::uint64_t* cells() {
    if (!cells_) allocate();
    return cells_.get();
  }
  void allocate();

  struct Free {
    void operator()(std::uint64_t* p) const { std::free(p); }
  };
  std::unique_ptr<std::uint64_t[], Free> cells_;  // calloc: pages never touched never become resident
  std::uint64_t count_ = 0, sum_ = 0;
  std::int64_t min_ = INT64_MAX, max_ = 0;
};

using Histogram = BasicHistogram<3>;
using IntervalHistogram = BasicHistogram<2>;

}  // namespace loadtest
