#include "page/percentile_curve.h"

#include <cmath>

namespace loadtest {

std::vector<CurvePoint> percentile_curve(const Histogram& histogram) {
  std::vector<CurvePoint> points;
  if (histogram.count() == 0) return points;
  constexpr int steps_each_half = 5;  // on the way from any share to 1
  const double rest_min = 1.0 / static_cast<double>(histogram.count());
  for (int step = 0;; ++step) {
    const double rest = std::pow(2.0, -static_cast<double>(step) / steps_each_half);
    if (rest < rest_min) break;
    points.emplace_back(1 - rest, to_millis(histogram.percentile(1 - rest)));
  }
  // The greatest stands where the last sample does: at 1 the axis has no place.
  points.emplace_back(1 - rest_min, to_millis(histogram.max()));
  return points;
}

std::vector<CurvePoint> well_known_shares(const Histogram& histogram) {
  std::vector<CurvePoint> points;
  for (const double share : {0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 0.9999, 0.99999})
    if (static_cast<double>(histogram.count()) * (1 - share) >= 0.999)
      points.emplace_back(share, to_millis(histogram.percentile(share)));
  return points;
}

Histogram load_times(const TrackResult& track, Histogram OperationStats::*times) {
  Histogram sum;
  for (std::size_t i = 0; i < track.operations.size() && i < track.total.size(); ++i)
    if (track.operations[i].weight > 0 && !track.operations[i].sum) sum.merge(track.total[i].*times);
  return sum;
}

}  // namespace loadtest
