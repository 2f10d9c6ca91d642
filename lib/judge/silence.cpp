#include "judge/silence.h"

#include <algorithm>

namespace loadtest {
namespace {

// An answer that takes this much longer than any before is no slow one any more.
constexpr int beyond_slowest = 2;
constexpr Nanos silence_min = std::chrono::seconds(2);

bool has_answers(const TrackResult& track, const Interval& interval) {
  for (std::size_t i = 0; i < track.operations.size() && i < interval.operations.size(); ++i) {
    const IntervalOperation& operation = interval.operations[i];
    if (track.operations[i].weight > 0 && operation.ok + operation.failed > 0) return true;
  }
  return false;
}

}  // namespace

std::optional<Silence> find_silence(const RunResult& run, const TrackResult& track) {
  if (run.phases.empty() || run.stop_reason != StopReason::completed) return std::nullopt;
  Silence silence;
  Nanos slowest{0}, oldest{0}, last_answer{0};
  for (std::size_t i = 0; i < track.operations.size() && i < track.total.size(); ++i) {
    if (track.operations[i].weight <= 0) continue;
    silence.waiting += track.total[i].tally.cancelled;
    slowest = std::max(slowest, track.total[i].response.max());
    oldest = std::max(oldest, track.total[i].cancelled_max);
  }
  if (silence.waiting == 0) return std::nullopt;
  for (const Interval& interval : track.intervals) {
    if (has_answers(track, interval)) last_answer = interval.from + interval.length;
  }
  if (last_answer == Nanos(0)) return std::nullopt;  // one that never answered leaves criteria without data
  silence.lasted = run.phases.back().to - last_answer;
  if (std::min(silence.lasted, oldest) < std::max(silence_min, beyond_slowest * slowest)) return std::nullopt;
  return silence;
}

}  // namespace loadtest
