#include "page/embedded_result.h"

#include <algorithm>
#include <bit>

#include "page/chart_points.h"
#include "report/sink.h"

namespace loadtest {

std::string embedded_result(const Report& report, std::size_t bytes_max) {
  // Fewer than these would tell nothing of how the run went on.
  constexpr std::size_t intervals_min = 15;
  constexpr std::size_t observed_points = 120;
  std::string json = result_json(report);
  if (json.size() <= bytes_max) return json;

  Report coarse = report;
  std::size_t most = 0;
  for (TrackResult& track : coarse.result.tracks) {
    most = std::max(most, track.intervals.size());
    track.intervals.clear();
  }
  for (Observed& observed : coarse.observations)
    for (ObservedSeries& series : observed.series) series = thinned(series, observed_points);
  const std::size_t totals = result_json(coarse).size();
  if (totals >= bytes_max) return {};
  // Powers of two, so that intervals stay on the grid on which results are added up. Longer ones cost more each.
  const std::size_t too_many = (json.size() - totals) / (bytes_max - totals) + 1;
  for (std::size_t each = std::bit_ceil(too_many); most / each >= intervals_min; each *= 2) {
    for (std::size_t i = 0; i < coarse.result.tracks.size(); ++i)
      coarse.result.tracks[i].intervals = joined(report.result.tracks[i].intervals, each);
    json = result_json(coarse);
    if (json.size() <= bytes_max) return json;
  }
  return {};
}

}  // namespace loadtest
