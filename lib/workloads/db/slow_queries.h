#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/sample.h"
#include "workloads/db/query_mix.h"

namespace loadtest {

/// One execution of a statement, by what it takes to ask it again: a Query is made of no more than these.
struct SeenQuery {
  std::uint64_t number = 0;  // of the start
  std::uint32_t user = 0;    // index into the book
  OperationId operation = 0;
  std::uint8_t step = 0;  // of its statement
  Nanos took{0};          // its round trip
  TimePoint at{};         // when it was answered
};

/// The slowest executions of each step of a mix, and some spread over the whole run: a shard's, in memory of a fixed
/// size.
class SlowQueries {
 public:
  static constexpr std::size_t slowest_max = 4, spread_max = 32;

  explicit SlowQueries(const QueryMix&);

  void add(const SeenQuery& seen) {
    Kept& kept = kept_[first_step_[seen.operation] + seen.step];
    if (seen.took > kept.floor) keep_slow(kept, seen);
    if (kept.seen++ % kept.stride == 0) keep_spread(kept, seen);
  }

  bool saw_any() const;

  /// What was seen of one step on all shards.
  struct Step {
    std::uint64_t seen = 0;
    std::vector<SeenQuery> slowest;  // the slowest first; empty = it never ran
    SeenQuery typical;               // of median duration
    std::vector<SeenQuery> spread;   // others
  };
  /// Of all steps that ran, the one with the slowest execution first.
  static std::vector<Step> merge(std::span<const SlowQueries>);

 private:
  struct Kept {
    Nanos floor{-1};  // of the slowest, once there are so many
    std::uint64_t seen = 0, stride = 1;
    std::size_t slow_count = 0, spread_count = 0;
    std::array<SeenQuery, slowest_max> slow{};
    std::array<SeenQuery, spread_max> spread{};  // each stride-th
  };
  static void keep_slow(Kept&, const SeenQuery&);
  static void keep_spread(Kept&, const SeenQuery&);

  std::vector<std::size_t> first_step_;  // by operation, index into kept_
  std::vector<Kept> kept_;
};

}  // namespace loadtest
