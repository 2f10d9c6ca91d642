#include "stats/judged_part.h"

#include <algorithm>

namespace loadtest {

std::optional<std::size_t> judged_phase(const RunResult& run) {
  const auto judged =
      std::find_if(run.phases.begin(), run.phases.end(), [](const PhaseSpan& phase) { return phase.judged; });
  if (judged == run.phases.end()) return std::nullopt;
  return static_cast<std::size_t>(judged - run.phases.begin());
}

Nanos end_of(const RunResult& run) { return run.phases.empty() ? run.measured : run.phases.back().to; }

Nanos measured_in(const RunResult& run, const PhaseSpan& phase) {
  const Nanos measured_from = run.phases.back().to - run.measured;
  return std::max(Nanos(0), phase.to - std::max(phase.from, measured_from));
}

namespace {

// As far as the ends of the intervals tell that lie in the phase; where none does, nobody knows. Ramp-up, where it lies
// in the phase, says nothing against it.
void restrict_users(TrackResult& track, const PhaseSpan& phase) {
  std::optional<std::uint32_t> least, most;
  for (const Interval& interval : track.intervals) {
    const Nanos at = interval.from + interval.length;
    if (at <= phase.from || at > phase.to) continue;
    least = std::min(least.value_or(interval.users), interval.users);
    most = std::max(most.value_or(interval.users), interval.users);
  }
  track.users.known = most.has_value();
  track.users.sustained = std::max(track.users.sustained, least.value_or(0));
  track.users.peak = most.value_or(0);
}

}  // namespace

Nanos measured_of(const RunResult& run, std::size_t track) {
  Nanos sum{0};
  for (const PhaseSpan& phase : run.phases) {
    if (phase.has(track)) sum += measured_in(run, phase);
  }
  return run.phases.empty() ? run.measured : sum;
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
      if (whole.phases.size() > 1) restrict_users(track, judged);
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
