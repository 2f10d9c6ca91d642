// The end of a run: what the shards measured, added up.
#include <algorithm>

#include "engine/run_control.h"
#include "stats/sums.h"

namespace loadtest {

namespace {

/// In a run shorter than this the kernel's usual turns on a processor would be a large share.
constexpr Nanos waiting_tells_from = std::chrono::milliseconds(250);

std::vector<PhaseSpan> spans(const Plan& plan, Nanos end) {
  std::vector<PhaseSpan> result;
  for (std::size_t i = 0; i < plan.phases.size(); ++i) {
    const Phase& phase = plan.phases[i];
    const Nanos to = i + 1 < plan.phases.size() ? plan.phases[i + 1].from : end;
    // One that a short run never came to is empty.
    result.push_back({phase.name, std::min(phase.from, end), std::min(to, end), phase.settle, phase.active,
                      phase.judged, Histogram()});
  }
  if (result.empty()) result.push_back({"run", Nanos(0), end});
  return result;
}

}  // namespace

RunResult RunControl::add_up() {
  RunResult result;
  const TimePoint end = stopping_ ? std::max(stopped_at_, t0_) : planned_end();
  Nanos warm_up = Nanos::max();
  result.phases = spans(plan_, end - t0_);
  for (std::size_t i = 0; i < plan_.tracks.size(); ++i) {
    const Track& track = plan_.tracks[i];
    warm_up = std::min(warm_up, track.start_after + track.profile.warm_up);
    TrackResult& to = result.tracks.emplace_back();
    to.name = track.name;
    to.workload = track.workload_name;
    to.target = track.target;
    to.shards = shards_of(track);
    to.operations.assign(track.workload->operations().begin(), track.workload->operations().end());
    to.open_model = track.profile.open();
    to.by_sessions = track.profile.by_sessions();
    to.steady = track.profile.steady();
    if (const auto* sessions = std::get_if<SessionModel>(&track.profile.model))
      to.think_time = sessions->think_time.mean();
    if (const auto* closed = std::get_if<ClosedModel>(&track.profile.model)) to.think_time = closed->think_time.mean();
    to.users = users_of(i);
    to.intervals = gathered_[i].series.take();
    to.total.resize(to.operations.size());
    to.phases.resize(result.phases.size(), to.total);
    to.settled = to.phases;
  }
  std::vector<std::size_t> ran_out(plan_.tracks.size());
  for (auto& shard : shards_) {
    Shard::Result part = shard->join();
    for (Shard::TrackPart& track : part.tracks) {
      ran_out[track.track] += track.ran_out_of_users ? 1 : 0;
      add_part(result, std::move(track));
    }
    add_health(result, part);
  }
  for (std::size_t i = 0; i < result.tracks.size(); ++i) {
    TrackResult& track = result.tracks[i];
    // Where the run had to end for want of users, those of one shard were enough.
    const std::size_t enough = reason_ == StopReason::no_users_left ? 1 : track.shards.size();
    track.ran_out_of_users = ran_out[i] >= enough;
    if (track.ran_out_of_users) track.users.sustained = 0;
    fill_sums(track.operations, track.total);
    for (TrackTotals& phase : track.phases) fill_sums(track.operations, phase);
    for (TrackTotals& phase : track.settled) fill_sums(track.operations, phase);
    for (std::size_t op = 0; op < track.total.size(); ++op) {
      if (track.operations[op].weight > 0) result.health.started += track.total[op].tally.started;
    }
  }
  result.health.peak_rss_bytes = peak_rss_bytes();
  result.health.rss_growth_bytes = memory_.growth_bytes();
  result.measured = std::max(Nanos(0), end - t0_ - warm_up);
  result.t0 = t0_;
  result.started_at = started_at_;
  result.start_at = plan_.start_at;
  result.ended_at = std::chrono::system_clock::now();
  result.stop_reason = reason_;
  return result;
}

void RunControl::add_part(RunResult& result, Shard::TrackPart part) const {
  TrackResult& to = result.tracks[part.track];
  const std::vector<PhaseCell> cells = phase_cells(plan_.phases);
  for (std::size_t i = 0; i < part.totals.size(); ++i) {
    merge(to.total, part.totals[i]);
    merge(to.phases[cells[i].phase], part.totals[i]);
    if (cells[i].settled) merge(to.settled[cells[i].phase], part.totals[i]);
  }
  to.warm_up_operations += part.warm_up_operations;
  to.stragglers += part.stragglers;
  to.users.lost += part.lost_users;
  to.users.lost_operations += part.lost_operations;
  to.users.replaced += part.replaced_users;
  add_kinds(to.users.lost_kinds, part.lost_kinds);
}

void RunControl::add_health(RunResult& result, const Shard::Result& part) const {
  Health& health = result.health;
  const std::vector<PhaseCell> cells = phase_cells(plan_.phases);
  for (std::size_t i = 0; i < part.health.lag.size(); ++i) {
    health.lag.merge(part.health.lag[i]);
    if (cells[i].settled) result.phases[cells[i].phase].lag.merge(part.health.lag[i]);
  }
  health.delay.merge(part.health.delay);
  health.planned += part.health.planned;
  health.missed += part.health.missed;
  if (part.wall <= Nanos(0)) return;
  health.cpu_share = std::max(health.cpu_share, to_seconds(part.used.ran) / to_seconds(part.wall));
  if (part.wall < waiting_tells_from) return;
  health.waited_share = std::max(health.waited_share, to_seconds(part.used.waited) / to_seconds(part.wall));
}

UsersStats RunControl::users_of(std::size_t track) const {
  const LoadProfile& profile = plan_.tracks[track].profile;
  UsersStats users;
  users.asked = static_cast<std::uint32_t>(plan_.segment.share(profile.users));
  users.peak = shared_[track].peak.load(std::memory_order_relaxed);
  users.sustained = users.peak;
  if (profile.by_sessions()) {
    users.sustained = 0;  // how many were to be there, nobody said
    return users;
  }
  const Nanos begin = plan_.tracks[track].start_after + profile.ramp_up;
  Nanos end = plan_.tracks[track].start_after + profile.end();
  if (stopping_) end = std::min(end, stopped_at_ - t0_);
  for (const Interval& interval : gathered_[track].series.intervals()) {
    const Nanos from = interval.from - plan_.tracks[track].start_after, to = from + interval.length;
    if (profile.users_at(from) < profile.users || profile.users_at(to) < profile.users) continue;
    if (interval.from >= begin && interval.from + interval.length <= end) {
      users.sustained = std::min(users.sustained, interval.users);
    }
  }
  return users;
}

}  // namespace loadtest
