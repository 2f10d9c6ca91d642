#include "target/faults.h"

#include <algorithm>

#include "core/random.h"

namespace loadtest::target {

namespace {

// Multiples of the golden ratio's fraction fall into [0, 1) as evenly as a sequence can.
double evenly_spread(std::uint64_t number, std::uint64_t seed) {
  return unit_interval(number * 0x9e3779b97f4a7c15u + mix64(seed));
}

}  // namespace

Decision FaultPlan::next(TimePoint now) {
  const std::uint64_t number = number_++;
  TimePoint ready = now;
  if (faults_.capacity_per_s > 0) {
    free_at_ = std::max(free_at_, now) + from_seconds(1 / faults_.capacity_per_s);
    ready = free_at_;
  }
  Nanos wait = faults_.latency;
  if (faults_.jitter.count() > 0) {
    const double spread = 2 * unit_interval(mix64(number ^ mix64(faults_.seed + 1))) - 1;
    wait = std::max(Nanos{0}, wait + from_seconds(spread * to_seconds(faults_.jitter)));
  }

  double draw = evenly_spread(number, faults_.seed);
  if (draw < faults_.error_share) return {Fate::error, ready + wait};
  draw -= faults_.error_share;
  if (draw < faults_.drop_share) return {Fate::dropped, ready + wait};
  draw -= faults_.drop_share;
  if (draw < faults_.late_share) return {Fate::late, now + faults_.late_by};
  draw -= faults_.late_share;
  if (draw < faults_.close_share) return {Fate::closed, ready + wait};
  return {Fate::answered, ready + wait};
}

StallClock::StallClock(const Faults& faults, TimePoint start)
    : every_(faults.stall_every), length_(faults.stall_for), start_(start) {}

std::optional<StallClock::Stall> StallClock::at_or_after(TimePoint now) const {
  if (every_.count() <= 0 || length_.count() <= 0) return std::nullopt;
  const Nanos elapsed = std::max(Nanos{0}, Nanos(now - start_));
  Stall stall{};
  stall.from = start_ + every_ * (elapsed / every_) + every_ / 2 - length_ / 2;
  stall.to = stall.from + length_;
  if (now >= stall.to) {
    stall.from += every_;
    stall.to += every_;
  }
  return stall;
}

}  // namespace loadtest::target
