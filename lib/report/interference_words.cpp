#include "report/interference_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/units.h"
#include "judge/wording.h"

namespace loadtest {
namespace {

/// Between these a ratio is noise rather than a change.
constexpr double unchanged_from = 0.9, unchanged_to = 1.1;
/// A share of failures that has grown by more than this comes first.
constexpr double failed_more_than = 0.01;

/// "the database was", "the database and the WebSocket backend were": what the other tracks put load on.
std::string others_were(const RunResult& run, std::size_t track) {
  std::vector<std::string> targets;
  for (std::size_t i = 0; i < run.tracks.size(); ++i) {
    const TrackResult& other = run.tracks[i];
    const std::string& target = other.target.empty() ? other.name : other.target;
    if (i != track && std::find(targets.begin(), targets.end(), target) == targets.end()) targets.push_back(target);
  }
  std::string text;
  for (std::size_t i = 0; i < targets.size(); ++i)
    text += (i == 0 ? "" : i + 1 < targets.size() ? ", " : " and ") + targets[i];
  return text + (targets.size() == 1 ? " was" : " were");
}

std::string times(double ratio) {
  if (ratio < 2) return fmt::format("{:.2f} times", ratio);
  if (ratio < 10) return fmt::format("{:.1f} times", ratio);
  return show_count(static_cast<std::uint64_t>(std::llround(ratio))) + " times";
}

/// A p95 of what worked says little where much of it did not.
bool fails_more(const Interference& one) {
  return one.together.failed_share() > one.alone.failed_share() + failed_more_than;
}

std::string failing_sentence(const Interference& one, const std::string& meanwhile) {
  const std::string failed =
      fmt::format("{}: {} failed {}, {} alone", one.operation, show_share(one.together.failed_share()), meanwhile,
                  show_share(one.alone.failed_share()));
  if (!one.ratio) return failed + "; too few worked to compare how long they took";
  return fmt::format("{}; p95 of those that worked {} after {}, {}", failed, show_millis(*one.together.p95_ms),
                     show_millis(*one.alone.p95_ms), times(*one.ratio));
}

}  // namespace

std::string interference_sentence(const Interference& one, const RunResult& run) {
  const std::string meanwhile = fmt::format("while {} under load", others_were(run, one.track));
  if (fails_more(one)) return failing_sentence(one, meanwhile);
  if (!one.ratio)
    return fmt::format("{} cannot be compared: {} answered alone, {} together, {} of each needed; run longer",
                       one.operation, show_count(one.alone.count), show_count(one.together.count),
                       show_count(Interference::samples_min));
  const std::string alone = show_millis(*one.alone.p95_ms), together = show_millis(*one.together.p95_ms);
  if (*one.ratio > unchanged_to)
    return fmt::format("{} p95 rose from {} to {}, {}, {}", one.operation, alone, together, times(*one.ratio),
                       meanwhile);
  if (*one.ratio < unchanged_from)
    return fmt::format("{} p95 fell from {} to {} ({}) {}", one.operation, alone, together, times(*one.ratio),
                       meanwhile);
  return fmt::format("{} p95 stayed at {} ({}) {}", one.operation, together, times(*one.ratio), meanwhile);
}

}  // namespace loadtest
