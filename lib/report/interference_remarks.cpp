#include "report/interference_remarks.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

#include "core/units.h"
#include "report/phase_words.h"

namespace loadtest {
namespace {

/// A track whose last start lies so far before the end was out of starts for longer than chance would have it.
constexpr Nanos quiet_min = std::chrono::seconds(2);

/// Whether a count of starts, rather than the end of the run, was what ended this track's.
bool starts_used_up(const TrackResult& track, const std::optional<std::uint64_t>& starts_max) {
  if (!starts_max || track.ran_out_of_users) return false;
  std::uint64_t starts = 0;
  for (std::size_t i = 0; i < track.operations.size() && i < track.total.size(); ++i)
    if (track.operations[i].weight > 0) starts += track.total[i].tally.started + track.total[i].tally.dropped;
  return starts >= *starts_max;
}

bool has_starts(const TrackResult& track, const Interval& interval) {
  for (std::size_t i = 0; i < track.operations.size() && i < interval.operations.size(); ++i)
    if (track.operations[i].weight > 0 && interval.operations[i].started > 0) return true;
  return false;
}

/// For how long of a phase a track made starts, as far as whole intervals tell; nullopt where it did to the end.
std::optional<Nanos> quiet_after(const TrackResult& track, const PhaseSpan& phase) {
  Nanos last = phase.from, patience = quiet_min;
  for (const Interval& interval : track.intervals) {
    const Nanos end = interval.from + interval.length;
    if (end <= phase.from || interval.from >= phase.to || !has_starts(track, interval)) continue;
    last = std::max(last, end);
    patience = std::max(patience, interval.length);
  }
  if (phase.to - last <= patience) return std::nullopt;
  return last - phase.from;
}

}  // namespace

LagWords interference_lag(const Report& report) {
  const RunResult& run = report.result;
  std::vector<std::string> said;
  std::size_t told = run.tracks.size();
  bool compared = false, spoils = false;
  for (const Interference& one : report.interference) {
    compared = compared || one.ratio;
    for (const Interference::Side* side : {&one.alone, &one.together})
      spoils = spoils || (one.ratio && side->lag_p99_ms && lag_spoils(*side->lag_p99_ms, *side->p95_ms));
    if (std::exchange(told, one.track) == one.track) continue;
    if (one.alone.lag_p99_ms)
      said.push_back(fmt::format("{} with {} alone", show_millis(*one.alone.lag_p99_ms), run.tracks[one.track].name));
  }
  if (report.interference.empty()) return {};
  if (const auto lag = report.interference.front().together.lag_p99_ms) said.push_back(show_millis(*lag) + " together");
  if (!compared) return {};
  return {fmt::format("{}", fmt::join(said, ", ")), spoils};
}

std::vector<std::string> interference_remarks(const Report& report) {
  const RunResult& run = report.result;
  const PhaseSpan* phase = shown_phase(run);
  std::vector<std::string> remarks;
  for (std::size_t i = 0; i < run.tracks.size(); ++i) {
    const TrackResult& track = run.tracks[i];
    if (track.stragglers > 0)
      remarks.push_back(
          fmt::format("{} {} of {} {} still open while others were being compared: these did not run quite alone",
                      show_count(track.stragglers), track.stragglers == 1 ? "operation" : "operations", track.name,
                      track.stragglers == 1 ? "was" : "were"));
    if (!phase || run.cut_short() || i >= report.scenario.size()) continue;
    if (!starts_used_up(track, report.scenario[i].starts_max)) continue;
    if (const auto after = quiet_after(track, *phase))
      remarks.push_back(
          fmt::format("{} had made all its starts after {} of the {} in which {} ran: nothing of it "
                      "disturbed the others in the rest",
                      track.name, seconds_of(*after), seconds_of(phase->to - phase->from), all_of(run)));
  }
  return remarks;
}

}  // namespace loadtest
