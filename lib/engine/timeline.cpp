#include "engine/timeline.h"

namespace loadtest {

Timeline::Timeline(const Track& track, std::size_t track_index, std::span<const Phase> phases)
    : start_after_(track.start_after), warm_up_(track.profile.warm_up), length_(track.profile.end()) {
  for (const Phase& phase : phases) {
    from_.push_back(phase.from);
    active_.push_back(phase.active.empty() || phase.active.at(track_index));
  }
  if (from_.empty()) {
    from_.push_back(Nanos(0));
    active_.push_back(true);
  }
}

std::size_t Timeline::phase_at(TimePoint at) const {
  if (!begun()) return 0;
  std::size_t phase = 0;
  while (phase + 1 < from_.size() && at >= *t0_ + from_[phase + 1]) ++phase;
  return phase;
}

std::optional<TimePoint> Timeline::next_active(TimePoint at) const {
  std::size_t phase = phase_at(at);
  if (active_[phase]) return at;
  while (++phase < from_.size()) {
    if (active_[phase]) return *t0_ + from_[phase];
  }
  return std::nullopt;
}

}  // namespace loadtest
