#include "loadtest/alternate_phases.h"

#include <algorithm>

namespace loadtest {
namespace {

constexpr int settling_part = 10;
constexpr const char* together = "together";

}  // namespace

std::vector<Phase> alternate_phases(std::span<const TrackSpec> tracks) {
  Nanos begin{0}, end{0}, warm_up{0};
  for (const TrackSpec& track : tracks) {
    begin = std::max({begin, track.profile.ramp_up, track.profile.warm_up});
    end = std::max(end, track.profile.end());
    warm_up = std::max(warm_up, track.profile.warm_up);
  }
  const auto count = static_cast<Nanos::rep>(tracks.size());
  const Nanos half = std::max(end - begin, Nanos(0)) / 2, alone = half / count;
  std::vector<Phase> phases;
  Nanos from = begin;
  for (std::size_t i = 0; i < tracks.size(); ++i) {
    std::vector<bool> active(tracks.size());
    active[i] = true;
    phases.push_back({tracks[i].name + " alone", from, std::move(active), alone / settling_part});
    from += alone;
  }
  phases.push_back({together, from, {}, (end - from) / settling_part, true});
  if (warm_up > Nanos(0)) {
    phases.insert(phases.begin(), {"warm-up", Nanos(0), {}, begin, false});
    return phases;
  }
  // The ramp-up counts in the first phase, but is not compared.
  phases.front().from = Nanos(0);
  phases.front().settle += begin;
  return phases;
}

std::vector<Phase> one_phase() { return {{together, Nanos(0), {}, Nanos(0), true}}; }

}  // namespace loadtest
