#include "compare/unit_table.h"

#include <algorithm>

namespace loadtest {
namespace {

using Layout = IntervalHistogram::Layout;

std::size_t cell_of(Nanos value) { return Layout::index_of(value.count()); }

struct JoinedUnit {
  UnitTable::Unit unit;
  SparseHistogram response;
};

std::vector<JoinedUnit> join(const std::vector<const Interval*>& intervals, std::size_t operation) {
  const std::size_t each = (intervals.size() + UnitTable::units_max - 1) / UnitTable::units_max;
  std::vector<JoinedUnit> joined;
  for (std::size_t i = 0; i < intervals.size(); ++i) {
    if (i % each == 0) joined.emplace_back();
    JoinedUnit& into = joined.back();
    into.unit.seconds += to_seconds(intervals[i]->length);
    if (operation >= intervals[i]->operations.size()) continue;
    const IntervalOperation& one = intervals[i]->operations[operation];
    into.unit.ok += static_cast<double>(one.ok);
    into.unit.failed += static_cast<double>(one.failed);
    into.unit.dropped += static_cast<double>(one.dropped);
    into.response.merge(one.response);
  }
  return joined;
}

}  // namespace

UnitTable make_units(const std::vector<Interval>& intervals, std::size_t operation, Nanos from, Nanos to) {
  std::vector<const Interval*> within;
  for (const Interval& one : intervals) {
    if (one.from >= from && one.from + one.length <= to) within.push_back(&one);
  }
  UnitTable table;
  const std::vector<JoinedUnit> joined = join(within, operation);
  for (const JoinedUnit& one : joined) {
    table.units.push_back(one.unit);
    one.response.each_cell([&](Nanos value, std::uint64_t) { table.cells.push_back(cell_of(value)); });
  }
  std::sort(table.cells.begin(), table.cells.end());
  table.cells.erase(std::unique(table.cells.begin(), table.cells.end()), table.cells.end());
  table.counts.resize(table.units.size() * table.columns());
  for (std::size_t i = 0; i < joined.size(); ++i) {
    double* const row = table.counts.data() + i * table.columns();
    joined[i].response.each_cell([&](Nanos value, std::uint64_t count) {
      const auto column =
          std::lower_bound(table.cells.begin(), table.cells.end(), cell_of(value)) - table.cells.begin();
      row[column] = static_cast<double>(count);
    });
  }
  return table;
}

double percentile_of(const UnitTable& table, const double* counts, double p) {
  double all = 0;
  for (std::size_t i = 0; i < table.columns(); ++i) all += counts[i];
  double left = p * all;
  for (std::size_t i = 0; i < table.columns(); ++i) {
    if (counts[i] <= 0) continue;
    if (left > counts[i]) {
      left -= counts[i];
      continue;
    }
    const std::size_t cell = table.cells[i];
    const auto top = static_cast<double>(Layout::highest_equivalent(cell));
    const double below = cell == 0 ? 0 : static_cast<double>(Layout::highest_equivalent(cell - 1));
    return (below + (top - below) * left / counts[i]) / 1e6;
  }
  return 0;
}

}  // namespace loadtest
