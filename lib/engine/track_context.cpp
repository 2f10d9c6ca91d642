#include "engine/track_context.h"

namespace loadtest {

TrackContext::TrackContext(const Track& its_track, std::size_t index, std::span<const Phase> phases, ShardSlot its_slot,
                           std::uint64_t its_seed, ShardTimer& its_timer, ShardHealth& its_health,
                           SharedTrack& its_shared)
    : track(its_track),
      slot(its_slot),
      timer(its_timer),
      health(its_health),
      shared(its_shared),
      timeline(its_track, index, phases),
      reply_timeout(errors.intern("reply timeout")),
      connect_timeout(errors.intern("connect timeout")),
      recorder(its_track.workload->operations().size(), timeline.cells()),
      picker(its_track.workload->operations(), its_seed),
      connect_operation(its_track.workload->connect_operation()),
      recover_operation(its_track.workload->recover_operation()),
      seed(its_seed),
      replies(its_timer),
      connects(its_timer),
      quarantines(its_timer) {
  if (track.profile.reconnect.reconnects()) reconnects.emplace(timer, track.profile.reconnect.first);
}

bool TrackContext::counts(OperationId operation, TimePoint intended) const {
  return !timeline.in_warm_up(intended) || track.workload->operations()[operation].warm_up_counts;
}

void TrackContext::started(OperationId operation, TimePoint intended) {
  if (counts(operation, intended)) recorder.started(operation, timeline.cell_at(intended));
}

void TrackContext::record(const Sample& sample, TimePoint belongs_to) {
  if (timeline.disturbs(sample.sent, sample.done) && track.workload->operations()[sample.operation].weight > 0)
    ++stragglers;
  if (counts(sample.operation, belongs_to)) {
    recorder.record(sample, timeline.cell_at(belongs_to));
  } else {
    recorder.warm_up();
  }
}

void TrackContext::on_event(const Sample& sample, TimePoint belongs_to) {
  started(sample.operation, belongs_to);
  record(sample, belongs_to);
}

void TrackContext::dropped(OperationId operation, TimePoint intended) {
  if (counts(operation, intended)) recorder.dropped(operation, timeline.cell_at(intended));
}

void TrackContext::late(OperationId operation, TimePoint intended) {
  if (counts(operation, intended)) recorder.late(operation, timeline.cell_at(intended));
}

void TrackContext::lost(OperationId operation, TimePoint intended) {
  if (counts(operation, intended)) recorder.lost(operation, timeline.cell_at(intended));
}

}  // namespace loadtest
