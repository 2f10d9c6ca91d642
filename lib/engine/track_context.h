#pragma once

#include <map>
#include <memory>
#include <span>
#include <vector>

#include "core/error_kinds.h"
#include "engine/deadline_ring.h"
#include "engine/deadline_wheel.h"
#include "engine/operation_picker.h"
#include "engine/plan.h"
#include "engine/shard_timer.h"
#include "engine/shared_track.h"
#include "engine/timeline.h"
#include "stats/recorder.h"

namespace loadtest {

/// What a shard learns of itself while it works.
struct ShardHealth {
  std::vector<Histogram> lag;  // how late what was due began, by cell (phase_cells.h)
  Histogram delay;             // how long answers lay in the kernel
  std::uint64_t planned = 0, missed = 0;
};

/// All that the users of one track on one shard have in common.
struct TrackContext final : EventSink {
  TrackContext(const Track& its_track, std::size_t index, std::span<const Phase> phases, ShardSlot its_slot,
               std::uint64_t its_seed, ShardTimer& its_timer, ShardHealth& its_health, SharedTrack& its_shared);

  const Track& track;
  ShardSlot slot;
  ShardTimer& timer;
  ShardHealth& health;
  SharedTrack& shared;
  Timeline timeline;
  ErrorKinds errors;
  ErrorId reply_timeout, connect_timeout;
  Recorder recorder;
  OperationPicker picker;
  std::optional<OperationId> connect_operation, recover_operation;
  std::uint64_t seed;
  DeadlineRing replies, connects, quarantines;
  std::optional<DeadlineWheel> reconnects;  // where users do
  std::unique_ptr<SessionFactory> factory;
  bool stopping = false;      // no more starts, no new sessions
  std::uint64_t pending = 0;  // operations in flight, connections under way and quarantines
  std::uint32_t connected_users = 0;
  std::uint64_t ended_users = 0;  // closed for good
  std::uint32_t lost_users = 0, replaced_users = 0;
  std::uint64_t lost_operations = 0;  // in flight when their connection went away
  std::map<ErrorId, std::uint64_t> lost_kinds;
  std::uint64_t stragglers = 0;  // operations that were open while the track paused and others were being compared

  /// Counts a start, unless it was intended in the warm-up. Connecting always counts.
  void started(OperationId, TimePoint intended);
  void record(const Sample& sample) { record(sample, sample.intended); }
  void record(const Sample&, TimePoint belongs_to);
  void on_event(const Sample&, TimePoint belongs_to) override;
  void dropped(OperationId, TimePoint intended);
  void late(OperationId, TimePoint intended);
  void lost(OperationId, TimePoint intended);
  /// Begun now, due then.
  void lagged(TimePoint due, TimePoint now) { health.lag[timeline.cell_at(due)].record(now - due); }
  /// Counts a start that fell due.
  void planned(TimePoint intended) {
    if (timeline.in_warm_up(intended)) return;
    ++health.planned;
    recorder.planned();
  }

 private:
  bool counts(OperationId, TimePoint intended) const;
};

}  // namespace loadtest
