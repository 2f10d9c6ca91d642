#pragma once

#include <string>
#include <vector>

#include "core/observed.h"
#include "page/chart.h"

namespace loadtest {

/// Series that belong into one drawing: of one unit and one family ("waits.lock" and "waits.io").
struct SeriesGroup {
  std::string family, unit;
  std::vector<const ObservedSeries*> series;
};

/// All series of a source that ever were anything but 0, in their order; at most as many of a group as a drawing has
/// lines for, those with the highest values.
std::vector<SeriesGroup> series_groups(const Observed&);

/// With at most `points_max` points a line, each the mean of its neighbours.
Chart observed_chart(const SeriesGroup&, std::size_t points_max, const Redactor&);

}  // namespace loadtest
