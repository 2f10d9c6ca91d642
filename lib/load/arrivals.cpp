#include "load/arrivals.h"

namespace loadtest {

Arrivals::Arrivals(const Schedule& schedule, Arrival arrival, ShardSlot slot, std::uint64_t seed)
    : schedule_(&schedule), arrival_(arrival), slot_(slot), random_(seed) {}

std::optional<Arrivals::Start> Arrivals::next() {
  if (arrival_ == Arrival::regular) {
    const std::uint64_t number = slot_.global(number_++);
    const auto at = schedule_->when(static_cast<double>(number) + 0.5);
    return at ? std::optional<Start>({*at, number}) : std::nullopt;
  }
  for (;;) {
    count_ += random_.exponential(1);
    const std::uint64_t number = number_++;
    if (count_ > schedule_->total()) return std::nullopt;
    if (!slot_.owns(number)) continue;
    return Start{*schedule_->when(count_), number};
  }
}

}  // namespace loadtest
