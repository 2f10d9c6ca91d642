#pragma once

#include <cstdint>
#include <vector>

#include "stats/run_result.h"

namespace loadtest {

/// One operation over a run, cut into at most `units_max` stretches of equal length (the intervals, or some of them
/// joined), dense enough to be added up thousands of times. A row has a unit's histogram: its counts in `columns`
/// cells.
struct UnitTable {
  static constexpr std::size_t units_max = 240;
  struct Unit {
    double seconds = 0, ok = 0, failed = 0, dropped = 0;
  };
  std::vector<std::size_t> cells;  // of IntervalHistogram's layout, by rising index; one a column
  std::vector<Unit> units;
  std::vector<double> counts;  // row by row

  std::size_t columns() const { return cells.size(); }
  const double* row(std::size_t unit) const { return counts.data() + unit * columns(); }
};

/// Of the intervals that lie within [from, to]: neither warm-up, nor what came after the last start.
UnitTable make_units(const std::vector<Interval>&, std::size_t operation, Nanos from, Nanos to);

/// The value in ms that a share p of `counts` (one a column) does not exceed, interpolated within its cell; 0 where
/// there are none.
double percentile_of(const UnitTable&, const double* counts, double p);

}  // namespace loadtest
