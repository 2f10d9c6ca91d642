#include "stats/sums.h"

#include <algorithm>

namespace loadtest {

namespace {

template <class Cell, class Add>
void fill(std::span<const OperationSpec> operations, std::vector<Cell>& cells, Add add) {
  const std::size_t size = std::min(operations.size(), cells.size());
  for (std::size_t i = 0; i < size; ++i) {
    if (!operations[i].sum) continue;
    Cell sum;
    for (std::size_t part = 0; part < size; ++part) {
      if (operations[part].weight > 0) add(sum, cells[part]);
    }
    cells[i] = std::move(sum);
  }
}

}  // namespace

void fill_sums(std::span<const OperationSpec> operations, TrackTotals& totals) {
  fill(operations, totals, [](OperationStats& sum, const OperationStats& part) { sum.merge(part); });
}

void fill_sums(std::span<const OperationSpec> operations, Interval& interval) {
  fill(operations, interval.operations, [](IntervalOperation& sum, const IntervalOperation& part) { sum.merge(part); });
}

}  // namespace loadtest
