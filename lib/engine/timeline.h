#pragma once

#include <optional>
#include <span>
#include <vector>

#include "core/clock.h"
#include "engine/phase_cells.h"
#include "engine/plan.h"

namespace loadtest {

/// What each instant of a run means to one track. Before begin() no instant is known yet: users connect, nothing
/// starts.
class Timeline {
 public:
  Timeline(const Track& track, std::size_t track_index, std::span<const Phase> phases);

  void begin(TimePoint t0) { t0_ = t0; }
  bool begun() const { return t0_.has_value(); }
  /// The track's own start: t0 later by its start_after.
  TimePoint start() const { return *t0_ + start_after_; }
  TimePoint end() const { return start() + length_; }
  bool in_warm_up(TimePoint intended) const { return begun() && intended < start() + warm_up_; }

  std::size_t cells() const { return cells_.size(); }
  /// Index of the cell (phase_cells.h); 0 before t0.
  std::size_t cell_at(TimePoint) const;
  bool active_at(TimePoint at) const { return active_[cells_[cell_at(at)].phase]; }
  /// Whether others were compared while the track paused, at any time between these two.
  bool disturbs(TimePoint sent, TimePoint done) const;
  /// The first instant at or after this one at which the track is active; nullopt where it never is again.
  std::optional<TimePoint> next_active(TimePoint) const;

 private:
  std::optional<TimePoint> t0_;
  Nanos start_after_, warm_up_, length_;
  std::vector<PhaseCell> cells_;
  std::vector<bool> active_;  // by phase
  bool pauses_ = false;       // in one of them at least
};

}  // namespace loadtest
