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

namespace {

// As far as the ends of its intervals tell. Ramp-up, where it lies in the part, says nothing against it.
void restrict_users(TrackResult& track) {
  if (track.intervals.empty()) return;
  UsersStats& users = track.users;
  const auto [least, most] = std::minmax_element(track.intervals.begin(), track.intervals.end(),
                                                 [](const auto& a, const auto& b) { return a.users < b.users; });
  users.sustained = std::max(users.sustained, least->users);
  users.peak = most->users;
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
      std::erase_if(track.intervals, [&](const Interval& interval) {
        return interval.from < judged.from || interval.from + interval.length > judged.to;
      });
      if (whole.phases.size() > 1) restrict_users(track);
    }
    track.phases.clear();
    track.settled.clear();
  }
  return part;
}

}  // namespace loadtest
