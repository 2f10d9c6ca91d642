#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/clock.h"
#include "stats/histogram.h"

namespace loadtest {

/// A step of a percentile curve: a share of the values does not exceed this one; `count` = how many that are.
struct PercentileRow {
  Nanos value{0};
  double share = 0;  // 0..1
  std::uint64_t count = 0;
};

/// A curve at HdrHistogram's percentiles: `ticks` for each halving of the distance to 100 %, so that the tail is as
/// fine as the body; 100 % is the last one. Nothing of an empty histogram.
std::vector<PercentileRow> percentile_rows(const Histogram&, int ticks);

}  // namespace loadtest
