#include "stats/judged_part.h"

#include <algorithm>

namespace loadtest {

std::optional<std::size_t> judged_phase(const RunResult& run) {
  const auto judged =
      std::find_if(run.phases.begin(), run.phases.end(), [](const PhaseSpan& phase) { return phase.judged; });
  if (judged == run.phases.end()) return std::nullopt;
  return static_cast<std::size_t>(judged - run.phases.begin());
}

Nanos measured_in(const RunResult& run, const PhaseSpan& phase) {
  const Nanos measured_from = run.phases.back().to - run.measured;
  return std::max(Nanos(0), phase.to - std::max(phase.from, measured_from));
}

RunResult judged_part(const RunResult& whole) {
  RunResult part = whole;
  part.phases.clear();
  const auto index = judged_phase(whole);
  if (index) part.measured = measured_in(whole, whole.phases[*index]);
  for (TrackResult& track : part.tracks) {
    if (index) {
      const PhaseSpan& judged = whole.phases[*index];
      TrackTotals& totals = track.phases.at(*index);
      for (std::size_t i = 0; i < track.operations.size() && i < track.total.size(); ++i) {
        if (!track.operations[i].warm_up_counts) track.total[i] = std::move(totals.at(i));
      }
      std::erase_if(track.intervals, [&](const Interval& interval) {
        return interval.from < judged.from || interval.from + interval.length > judged.to;
      });
    }
    track.phases.clear();
    track.settled.clear();
  }
  return part;
}

}  // namespace loadtest
