#include "stats/add_segment.h"

#include <algorithm>

namespace loadtest {

namespace {

constexpr const char* no_agreement = "not the same in all segments";

Status differs(const std::string& what) { return fail(ErrorKind::config, what + " are others"); }

bool same(const OperationSpec& a, const OperationSpec& b) {
  return a.name == b.name && a.kind == b.kind && a.weight == b.weight && a.sum == b.sum &&
         a.warm_up_counts == b.warm_up_counts && a.part_of == b.part_of;
}

Status check(const RunResult& sum, const RunResult& part) {
  const auto same_track = [](const TrackResult& a, const TrackResult& b) {
    return a.name == b.name && a.workload == b.workload && a.open_model == b.open_model &&
           a.by_sessions == b.by_sessions && a.steady == b.steady && a.think_time == b.think_time;
  };
  if (!std::equal(sum.tracks.begin(), sum.tracks.end(), part.tracks.begin(), part.tracks.end(), same_track))
    return differs("tracks");
  for (std::size_t i = 0; i < sum.tracks.size(); ++i) {
    const auto &mine = sum.tracks[i].operations, &theirs = part.tracks[i].operations;
    if (!std::equal(mine.begin(), mine.end(), theirs.begin(), theirs.end(), same))
      return differs("operations of track " + sum.tracks[i].name);
  }
  const auto same_phase = [&](const PhaseSpan& a, const PhaseSpan& b) {
    bool active = true;
    for (std::size_t i = 0; i < sum.tracks.size(); ++i) active = active && a.has(i) == b.has(i);
    return a.name == b.name && a.judged == b.judged && active;
  };
  if (!std::equal(sum.phases.begin(), sum.phases.end(), part.phases.begin(), part.phases.end(), same_phase))
    return differs("phases");
  return {};
}

void add(std::vector<TrackTotals>& sum, const std::vector<TrackTotals>& part) {
  if (sum.size() < part.size()) sum.resize(part.size());
  for (std::size_t i = 0; i < part.size(); ++i) merge(sum[i], part[i]);
}

void add_users(TrackResult& sum, const UsersStats& part) {
  UsersStats& users = sum.users;
  users.asked += part.asked;
  users.sustained += part.sustained;
  users.lost += part.lost;
  users.lost_operations += part.lost_operations;
  users.replaced += part.replaced;
  add_kinds(users.lost_kinds, part.lost_kinds);
  // Each part's own peak may have been at another time.
  users.peak = users.sustained;
  for (const Interval& interval : sum.intervals) users.peak = std::max(users.peak, interval.users);
}

void add_facts(TrackResult& sum, const TrackResult& part) {
  const auto find = [](auto& facts, const std::string& name) {
    return std::find_if(facts.begin(), facts.end(), [&](const auto& fact) { return fact.first == name; });
  };
  for (auto& [name, text] : sum.facts) {
    const auto other = find(part.facts, name);
    if (other == part.facts.end() || other->second != text) text = no_agreement;
  }
  for (const auto& [name, text] : part.facts) {
    if (find(sum.facts, name) == sum.facts.end()) sum.facts.emplace_back(name, no_agreement);
  }
}

Status add_track(TrackResult& sum, const TrackResult& part) {
  if (!add_intervals(sum.intervals, part.intervals)) return differs("intervals of track " + sum.name);
  merge(sum.total, part.total);
  add(sum.phases, part.phases);
  add(sum.settled, part.settled);
  add_users(sum, part.users);
  add_facts(sum, part);
  sum.warm_up_operations += part.warm_up_operations;
  sum.stragglers += part.stragglers;
  sum.ran_out_of_users = sum.ran_out_of_users || part.ran_out_of_users;
  sum.shards.insert(sum.shards.end(), part.shards.begin(), part.shards.end());
  std::sort(sum.shards.begin(), sum.shards.end());
  sum.shards.erase(std::unique(sum.shards.begin(), sum.shards.end()), sum.shards.end());
  return {};
}

void add_health(Health& sum, const Health& part) {
  sum.lag.merge(part.lag);
  sum.delay.merge(part.delay);
  sum.cpu_share = std::max(sum.cpu_share, part.cpu_share);
  sum.waited_share = std::max(sum.waited_share, part.waited_share);
  sum.peak_rss_bytes = std::max(sum.peak_rss_bytes, part.peak_rss_bytes);
  sum.rss_growth_bytes = std::max(sum.rss_growth_bytes, part.rss_growth_bytes);
  sum.planned += part.planned;
  sum.started += part.started;
  sum.missed += part.missed;
}

// One that ended early has empty phases at its end, or a short last one: the longest tells what was planned.
void add_phase(PhaseSpan& sum, const PhaseSpan& part) {
  sum.from = std::max(sum.from, part.from);
  sum.to = std::max(sum.to, part.to);
  sum.settle = std::max(sum.settle, part.settle);
  sum.lag.merge(part.lag);
}

StopReason worse(StopReason a, StopReason b) {
  const auto rank = [](StopReason reason) {
    if (reason == StopReason::completed) return 0;
    return reason == StopReason::no_users_left ? 1 : reason == StopReason::interrupted ? 2 : 3;
  };
  return rank(a) < rank(b) ? b : a;
}

}  // namespace

Status add_segment(RunResult& sum, const RunResult& part) {
  if (auto fits = check(sum, part); !fits) return fits;
  for (std::size_t i = 0; i < sum.tracks.size(); ++i) {
    if (auto added = add_track(sum.tracks[i], part.tracks[i]); !added) return added;
  }
  for (std::size_t i = 0; i < sum.phases.size(); ++i) add_phase(sum.phases[i], part.phases[i]);
  add_health(sum.health, part.health);
  sum.measured = std::max(sum.measured, part.measured);
  sum.started_at = std::min(sum.started_at, part.started_at);
  sum.ended_at = std::max(sum.ended_at, part.ended_at);
  if (sum.start_at != part.start_at) sum.start_at.reset();
  sum.stop_reason = worse(sum.stop_reason, part.stop_reason);
  return {};
}

}  // namespace loadtest
