#pragma once

#include <optional>
#include <vector>

#include "findings/beat.h"
#include "report/report.h"

namespace loadtest {

/// Stretches in which a track's target answered nobody.
struct StallsSeen {
  std::vector<Happening> all;        // in the order of time
  double sure_to = 0;                // how exactly their instants are known, in seconds
  double answers = 0, connects = 0;  // that came at once after one, the median; how many connects in all
  double length() const;             // together
  double median() const;
};

/// As the workload noted them; empty where it notes none. Users who go in step ask and are answered together, which is
/// a stall only where they wait for much longer than usual.
StallsSeen noted_stalls(const Report&, const TrackResult&);
/// As the response times and time-outs of single intervals show them: to a second, but of every workload.
StallsSeen interval_stalls(const TrackResult&);
/// Their rhythm, from what is known best.
std::optional<Beat> stall_rhythm(const Report&, const TrackResult&, StallsSeen& seen);

}  // namespace loadtest
