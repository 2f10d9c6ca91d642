#pragma once

#include <cstdint>
#include <optional>

#include "core/clock.h"

namespace loadtest::target {

/// What is wrong with the reference backend, on purpose.
struct Faults {
  Nanos latency{0};
  Nanos jitter{0};  // uniform, latency - jitter … latency + jitter, never below 0
  Nanos stall_every{0};
  Nanos stall_for{0};
  double capacity_per_s = 0;  // messages it can do at most; 0 = as many as come
  double error_share = 0, drop_share = 0, late_share = 0, close_share = 0;
  Nanos late_by{0};
  std::uint64_t seed = 0;
};

enum class Fate : std::uint8_t { answered, late, error, dropped, closed };

/// What becomes of one chat message, and when.
struct Decision {
  Fate fate = Fate::answered;
  TimePoint due{};
};

/// Decides on each message in turn. The shares are kept by a low-discrepancy sequence, not by luck: of n messages each
/// fate gets its share to within a few, and not the same users again and again as "every k-th" would.
class FaultPlan {
 public:
  explicit FaultPlan(const Faults& faults) : faults_(faults) {}
  Decision next(TimePoint now);

 private:
  Faults faults_;
  std::uint64_t number_ = 0;
  TimePoint free_at_{};  // when the single server behind `capacity_per_s` has done what it was given
};

/// When the whole server stands still: the middle of each period, [P/2 - S/2, P/2 + S/2) counted from `start`.
class StallClock {
 public:
  StallClock(const Faults&, TimePoint start);
  struct Stall {
    TimePoint from, to;
  };
  /// The stall that holds `now`, or the next one. nullopt where there are none.
  std::optional<Stall> at_or_after(TimePoint now) const;

 private:
  Nanos every_, length_;
  TimePoint start_;
};

}  // namespace loadtest::target
