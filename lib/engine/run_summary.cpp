// The end of a run: what the shards measured, added up.
#include <algorithm>

#include "engine/run_control.h"
#include "stats/sums.h"

namespace loadtest {

namespace {

std::vector<PhaseSpan> spans(const Plan& plan, Nanos end) {
  if (plan.phases.empty()) return {{"run", Nanos(0), end}};
  std::vector<PhaseSpan> result;
  for (std::size_t i = 0; i < plan.phases.size(); ++i) {
    const Nanos to = i + 1 < plan.phases.size() ? plan.phases[i + 1].from : end;
    result.push_back({plan.phases[i].name, plan.phases[i].from, std::max(to, plan.phases[i].from)});
  }
  return result;
}

}  // namespace

RunResult RunControl::add_up() {
  RunResult result;
  const TimePoint end = stopping_ ? std::max(stopped_at_, t0_) : planned_end();
  Nanos warm_up = Nanos::max();
  for (std::size_t i = 0; i < plan_.tracks.size(); ++i) {
    const Track& track = plan_.tracks[i];
    warm_up = std::min(warm_up, track.start_after + track.profile.warm_up);
    TrackResult& to = result.tracks.emplace_back();
    to.name = track.name;
    to.workload = track.workload_name;
    to.operations.assign(track.workload->operations().begin(), track.workload->operations().end());
    to.open_model = track.profile.open();
    if (const auto* closed = std::get_if<ClosedModel>(&track.profile.model)) to.think_time = closed->think_time;
    // A shard that has ended tells no more; the seconds in which only others were still at work are closed now.
    while (!gathered_[i].open.empty()) close_second(i, gathered_[i].open.begin()->first);
    to.intervals = gathered_[i].series.intervals();
    to.users = users_of(i);
    to.ran_out_of_users = reason_ == StopReason::no_users_left;
    to.total.resize(to.operations.size());
  }
  for (auto& shard : shards_) {
    const Shard::Result part = shard->join();
    for (std::size_t i = 0; i < result.tracks.size(); ++i) {
      TrackResult& to = result.tracks[i];
      to.phases.resize(part.totals[i].size());
      for (std::size_t phase = 0; phase < part.totals[i].size(); ++phase) {
        merge(to.phases[phase], part.totals[i][phase]);
        merge(to.total, part.totals[i][phase]);
      }
      to.warm_up_operations += part.warm_up_operations[i];
      to.users.lost += part.lost_users[i];
      to.users.replaced += part.replaced_users[i];
      add_kinds(to.users.lost_kinds, part.lost_kinds[i]);
    }
    add_health(result, part);
  }
  for (TrackResult& track : result.tracks) {
    fill_sums(track.operations, track.total);
    for (TrackTotals& phase : track.phases) fill_sums(track.operations, phase);
    for (std::size_t i = 0; i < track.total.size(); ++i) {
      if (track.operations[i].weight > 0) result.health.started += track.total[i].tally.started;
    }
  }
  result.health.peak_rss_bytes = peak_rss_bytes();
  result.phases = spans(plan_, end - t0_);
  result.measured = std::max(Nanos(0), end - t0_ - warm_up);
  result.started_at = started_at_;
  result.ended_at = std::chrono::system_clock::now();
  result.stop_reason = reason_;
  return result;
}

void RunControl::add_health(RunResult& result, const Shard::Result& part) const {
  Health& health = result.health;
  health.lag.merge(part.health.lag);
  health.delay.merge(part.health.delay);
  health.planned += part.health.planned;
  health.missed += part.health.missed;
  if (part.wall <= Nanos(0)) return;
  health.cpu_share = std::max(health.cpu_share, to_seconds(part.used.ran) / to_seconds(part.wall));
  health.waited_share = std::max(health.waited_share, to_seconds(part.used.waited) / to_seconds(part.wall));
}

UsersStats RunControl::users_of(std::size_t track) const {
  const LoadProfile& profile = plan_.tracks[track].profile;
  UsersStats users;
  users.asked = static_cast<std::uint32_t>(plan_.segment.share(profile.users));
  users.peak = shared_[track].peak.load(std::memory_order_relaxed);
  users.sustained = reason_ == StopReason::no_users_left ? 0 : users.peak;
  const Nanos begin = plan_.tracks[track].start_after + profile.ramp_up;
  Nanos end = plan_.tracks[track].start_after + profile.end();
  if (stopping_) end = std::min(end, stopped_at_ - t0_);
  for (const Interval& interval : gathered_[track].series.intervals()) {
    if (interval.from >= begin && interval.from + interval.length <= end) {
      users.sustained = std::min(users.sustained, interval.users);
    }
  }
  return users;
}

}  // namespace loadtest
