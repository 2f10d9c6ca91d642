#include "dashboard/kept_progress.h"

namespace loadtest {

KeptProgress::KeptProgress(const Progress& progress) : shown_(progress) {
  if (progress.phase != nullptr) {
    phase_ = *progress.phase;
    shown_.phase = &phase_;
  }
  for (Progress::TrackNow& track : shown_.tracks) {
    Track& kept = tracks_.emplace_back();
    kept.name = *track.name;
    kept.workload = *track.workload;
    kept.operations.assign(track.operations.begin(), track.operations.end());
    kept.fresh.assign(track.fresh.begin(), track.fresh.end());
    if (track.last != nullptr) kept.last = *track.last;
    track.name = &kept.name;
    track.workload = &kept.workload;
    track.operations = kept.operations;
    track.fresh = kept.fresh;
    track.last = kept.last ? &*kept.last : nullptr;
  }
}

}  // namespace loadtest
