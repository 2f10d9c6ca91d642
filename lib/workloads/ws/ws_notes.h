#pragma once

#include <mutex>
#include <vector>

#include "workloads/ws/failure_notes.h"
#include "workloads/ws/loss_notes.h"
#include "workloads/ws/rate_limit_note.h"
#include "workloads/ws/stand_stills.h"

namespace loadtest {

/// What one shard of a WebSocket run notes beside its samples.
struct WsNotes {
  FailureNotes failures;
  LossNotes losses;
  RateLimitNote rate_limit;
  StandStills stand_stills;
};

/// That of all shards.
class AllWsNotes {
 public:
  /// A shard is done.
  void add(WsNotes);
  /// All of it, and begins anew; a search makes many runs. The source is `ws`.
  Observed take(TimePoint t0);

 private:
  std::mutex mutex_;
  FailureNotes failures_;
  LossNotes losses_;
  RateLimitNote rate_limit_;
  std::vector<StandStills> stand_stills_;
};

}  // namespace loadtest
