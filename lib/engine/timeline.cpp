#include "engine/timeline.h"

namespace loadtest {

Timeline::Timeline(const Track& track, std::size_t track_index, std::span<const Phase> phases)
    : start_after_(track.start_after),
      warm_up_(track.profile.warm_up),
      length_(track.profile.end()),
      cells_(phase_cells(phases)) {
  for (const Phase& phase : phases) active_.push_back(phase.has(track_index));
  if (active_.empty()) active_.push_back(true);
  for (const PhaseCell& cell : cells_) pauses_ = pauses_ || !active_[cell.phase];
}

std::size_t Timeline::cell_at(TimePoint at) const {
  if (!begun()) return 0;
  std::size_t cell = 0;
  while (cell + 1 < cells_.size() && at >= *t0_ + cells_[cell + 1].from) ++cell;
  return cell;
}

bool Timeline::disturbs(TimePoint sent, TimePoint done) const {
  if (!pauses_) return false;  // asked for each sample
  for (std::size_t cell = cell_at(sent), last = cell_at(done); cell <= last; ++cell) {
    if (cells_[cell].settled && !active_[cells_[cell].phase]) return true;
  }
  return false;
}

std::optional<TimePoint> Timeline::next_active(TimePoint at) const {
  std::size_t cell = cell_at(at);
  if (active_[cells_[cell].phase]) return at;
  while (++cell < cells_.size()) {
    if (active_[cells_[cell].phase]) return *t0_ + cells_[cell].from;
  }
  return std::nullopt;
}

}  // namespace loadtest
