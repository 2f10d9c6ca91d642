#include "page/embedded_result.h"

#include <algorithm>

#include "page/chart_points.h"
#include "report/sink.h"

namespace loadtest {

std::string embedded_result(const Report& report, std::size_t bytes_wanted) {
  constexpr std::size_t intervals_min = 30;
  std::string json = result_json(report);
  if (json.size() <= bytes_wanted) return json;
  Report coarse = report;
  std::size_t most = 0;
  for (const TrackResult& track : coarse.result.tracks) most = std::max(most, track.intervals.size());
  // In steps of two, so that intervals stay on the grid on which results are added up.
  while (json.size() > bytes_wanted && most / 2 >= intervals_min) {
    for (TrackResult& track : coarse.result.tracks)
      if (track.intervals.size() > 1) track.intervals = thinned(track.intervals, (track.intervals.size() + 1) / 2);
    most = (most + 1) / 2;
    json = result_json(coarse);
  }
  return json;
}

}  // namespace loadtest
