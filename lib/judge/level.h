#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "judge/verdict.h"

namespace loadtest {

/// What one try of a level of load came to. `spoiled` = the generator was not trustworthy: it says nothing.
enum class LevelStanding : std::uint8_t { held, broke, spoiled };

struct LevelTry {
  double level = 0;  // users, or starts per second
  LevelStanding standing = LevelStanding::spoiled;
  std::string broken{};  // what broke first: a criterion's expression, "ws response times", "ws answers", "ws users"
  std::string reason{};  // what was seen, for people; empty where it held
  // Of the searched track's load, all operations together.
  std::optional<double> p95_ms{}, service_mean_ms{};
  double success_share = 0, rate_per_s = 0;
};

/// All operations that the track's load consists of, together.
OperationStats load_of(const TrackResult&, const TrackTotals&);

/// Judges a short run at one level. It breaks where its verdict is a failure (warnings are none), and where it would
/// not have gone on like this: starts were dropped, not answered or, without a criterion that asks, failed by more than
/// 1 %; users were missing; or response times grew all the time, as in front of a target that does not keep up. For
/// that the run has three phases of one length. `track` is the searched one's index.
LevelTry judge_level(const RunResult&, std::span<const Criterion>, const JudgeOptions&, std::size_t track);

}  // namespace loadtest
