#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

#include "core/clock.h"
#include "engine/plan.h"

namespace loadtest {

/// A stretch of the run that is counted apart: a whole phase, or where that has a settling time, this and the rest.
struct PhaseCell {
  Nanos from{0};  // to the next cell's
  std::size_t phase = 0;
  bool settled = true;
};

/// Those of a plan, in order; one where it has no phases.
inline std::vector<PhaseCell> phase_cells(std::span<const Phase> phases) {
  std::vector<PhaseCell> cells;
  for (std::size_t i = 0; i < phases.size(); ++i) {
    const Nanos room = i + 1 < phases.size() ? phases[i + 1].from - phases[i].from : Nanos::max();
    const Nanos settle = std::min(phases[i].settle, room);
    if (settle > Nanos(0)) cells.push_back({phases[i].from, i, false});
    cells.push_back({phases[i].from + settle, i, true});
  }
  if (cells.empty()) cells.push_back({});
  return cells;
}

}  // namespace loadtest
