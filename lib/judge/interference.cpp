#include "judge/interference.h"

#include <algorithm>

namespace loadtest {
namespace {

using Phases = std::vector<std::size_t>;

/// The phases in which exactly these tracks are active.
template <class Wanted>
Phases phases_of(const RunResult& run, Wanted wanted) {
  Phases found;
  for (std::size_t phase = 0; phase < run.phases.size(); ++phase) {
    bool fits = true;
    for (std::size_t track = 0; track < run.tracks.size(); ++track)
      fits = fits && run.phases[phase].has(track) == wanted(track);
    if (fits) found.push_back(phase);
  }
  return found;
}

Interference::Side side_of(const RunResult& run, const TrackResult& track, std::size_t operation,
                           const Phases& phases) {
  Histogram response, lag;
  std::uint64_t failed = 0;
  for (const std::size_t phase : phases) {
    if (phase < track.settled.size()) {
      const OperationStats& stats = track.settled[phase].at(operation);
      response.merge(stats.response);
      failed += stats.tally.failed + stats.tally.dropped;
    }
    lag.merge(run.phases[phase].lag);
  }
  Interference::Side side;
  side.count = response.count();
  side.failed = failed;
  if (side.count > 0) side.p95_ms = to_millis(response.percentile(0.95));
  // A closed track without think time starts when an answer comes, and never late.
  if (lag.count() > 0) side.lag_p99_ms = to_millis(lag.percentile(0.99));
  return side;
}

std::optional<double> ratio_of(const Interference& one) {
  if (std::min(one.alone.count, one.together.count) < Interference::samples_min) return std::nullopt;
  if (*one.alone.p95_ms <= 0) return std::nullopt;
  return *one.together.p95_ms / *one.alone.p95_ms;
}

bool is_compared(const OperationSpec& operation) { return operation.weight > 0 || operation.sum; }

/// The operation's name, with its track's where another track has one of that name.
std::string name_of(const RunResult& run, const TrackResult& track, const OperationSpec& operation) {
  const auto others = std::count_if(run.tracks.begin(), run.tracks.end(), [&](const TrackResult& other) {
    const std::size_t same = other.operation(operation.name);
    return same < other.operations.size() && is_compared(other.operations[same]);
  });
  return others > 1 ? track.name + "." + operation.name : operation.name;
}

}  // namespace

std::vector<Interference> find_interference(const RunResult& run) {
  std::vector<Interference> found;
  const Phases together = phases_of(run, [](std::size_t) { return true; });
  if (run.tracks.size() < 2 || together.empty()) return found;
  for (std::size_t i = 0; i < run.tracks.size(); ++i) {
    const TrackResult& track = run.tracks[i];
    const Phases alone = phases_of(run, [&](std::size_t other) { return other == i; });
    for (std::size_t op = 0; op < track.operations.size() && !alone.empty(); ++op) {
      if (!is_compared(track.operations[op])) continue;
      Interference& one = found.emplace_back();
      one.operation = name_of(run, track, track.operations[op]);
      one.track = i;
      one.index = op;
      one.alone = side_of(run, track, op, alone);
      one.together = side_of(run, track, op, together);
      one.ratio = ratio_of(one);
    }
  }
  return found;
}

}  // namespace loadtest
