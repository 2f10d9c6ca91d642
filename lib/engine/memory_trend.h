#pragma once

#include <cstdint>
#include <vector>

#include "stats/trend.h"

namespace loadtest {

/// Whether the generator's own memory grows over a run. Keeps a bounded number of samples, a second apart at first and
/// further the longer the run is.
class MemoryTrend {
 public:
  static constexpr std::size_t samples_max = 256;
  /// Once a second.
  void add(std::uint64_t rss_bytes) {
    if (seconds_++ % stride_ != 0) return;
    samples_.push_back(static_cast<double>(rss_bytes));
    if (samples_.size() < samples_max) return;
    for (std::size_t i = 0; i < samples_max / 2; ++i) samples_[i] = samples_[2 * i];
    samples_.resize(samples_max / 2);
    stride_ *= 2;
  }
  /// By how much it grew from the first fifth of the run, in which users connect and buffers are made, to its end; 0
  /// where it did not grow all along.
  std::uint64_t growth_bytes() const {
    const auto settled = std::span(samples_).subspan(samples_.size() / 5);
    const auto trend = find_trend(settled);
    return trend && trend->rises() && trend->last > trend->first
               ? static_cast<std::uint64_t>(trend->last - trend->first)
               : 0;
  }

 private:
  std::vector<double> samples_;
  std::uint64_t seconds_ = 0, stride_ = 1;
};

}  // namespace loadtest
