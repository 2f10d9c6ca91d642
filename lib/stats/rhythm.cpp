#include "stats/rhythm.h"

namespace loadtest {

Histogram with_omitted_sends(const Histogram& recorded, Nanos expected_interval) {
  Histogram corrected = recorded;
  if (expected_interval <= Nanos(0)) return corrected;
  const auto counts = recorded.counts();
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] == 0) continue;
    const Nanos value(Histogram::Layout::highest_equivalent(i));
    for (Nanos missing = value - expected_interval; missing >= expected_interval; missing -= expected_interval) {
      corrected.record(missing, counts[i]);
    }
  }
  return corrected;
}

std::optional<Histogram> in_rhythm(const TrackResult& track, const OperationSpec& spec, const Histogram& response) {
  if (track.open_model || track.by_sessions || (spec.weight <= 0 && !spec.sum)) return std::nullopt;
  return with_omitted_sends(response, track.think_time + response.percentile(0.50));
}

}  // namespace loadtest
