#include "report/percentile_rows.h"

#include <algorithm>
#include <cmath>

namespace loadtest {

std::vector<PercentileRow> percentile_rows(const Histogram& histogram, int ticks) {
  std::vector<PercentileRow> rows;
  const auto counts = histogram.counts();
  const auto total = static_cast<double>(histogram.count());
  std::uint64_t seen = 0;
  double level = 0;  // in percent, as the library has it: its own sums of these decide what the next one is
  for (std::size_t i = 0; i < counts.size() && seen < histogram.count(); ++i) {
    if (counts[i] == 0) continue;
    seen += counts[i];
    const Nanos value = std::clamp(Nanos(Histogram::Layout::highest_equivalent(i)), histogram.min(), histogram.max());
    // The last value has one row, that of 100 %, unless levels below it are reached by it alone.
    while (100.0 * static_cast<double>(seen) / total >= level && level < 100.0) {
      rows.push_back({value, level / 100.0, seen});
      const double halvings = std::floor(std::log2(100.0 / (100.0 - level))) + 1;
      level += 100.0 / (ticks * std::exp2(halvings));
      if (seen == histogram.count()) break;
    }
  }
  if (histogram.count() > 0) rows.push_back({histogram.max(), 1, histogram.count()});
  return rows;
}

}  // namespace loadtest
