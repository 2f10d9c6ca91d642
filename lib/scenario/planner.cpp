#include "scenario/planner.h"

#include <algorithm>

#include "core/text.h"
#include "scenario/reword.h"

namespace loadtest {
namespace {

Error unknown_workload(std::span<const WorkloadType* const> catalog, const TrackSpec& track) {
  std::vector<std::string_view> names;
  std::string all;
  for (const WorkloadType* type : catalog) {
    names.push_back(type->name);
    all += (all.empty() ? "" : ", ") + std::string(type->name);
  }
  const std::string_view near = nearest(track.workload, names);
  return {ErrorKind::config, "track " + track.name + ": no workload is called \"" + track.workload + "\"",
          near.empty() ? "there are " + all : "did you mean " + std::string(near)};
}

/// Problems of a track are told with its name where there are several to take them for.
class TrackPlanner {
 public:
  TrackPlanner(const Scenario& scenario, Problems& problems)
      : scenario_(scenario), several_(scenario.tracks.size() > 1), problems_(problems) {}

  void check(const TrackSpec& track) {
    for (const std::string& text : track.profile.validate()) tell(track, {ErrorKind::config, text, {}});
    for (const auto& [what, timeout] : {std::pair("connect", track.connect_timeout), {"reply", track.reply_timeout}}) {
      if (timeout <= Nanos(0)) {
        tell(track, {ErrorKind::config, std::string("a track needs a ") + what + " timeout above 0", {}});
      }
    }
  }

  // Those who come and go are users with a connection of their own.
  void check_model(const TrackSpec& track, const Workload& workload) {
    if (!track.profile.by_sessions() || workload.connect_operation()) return;
    tell(track, {ErrorKind::config, "sessions that come and leave need users who connect, and these share a pool",
                 "give a rate of starts instead"});
  }

  // A share of nothing would be found out by whoever adds the segments up, after all of them have run.
  void check_shares(const TrackSpec& track, const Workload* workload, const OptionRoles& roles) {
    if (track.profile.users == 0) return;  // told already
    const unsigned parts = scenario_.segment.count;
    const auto deal = [&](std::uint64_t total, std::string_view name) {
      if (total >= parts) return true;
      tell(track, {ErrorKind::config,
                   std::to_string(total) + " " + std::string(name) + " cannot be shared by " + std::to_string(parts) +
                       " segments: some would have none",
                   "at most " + std::to_string(total) + " segments"});
      return false;
    };
    const std::string_view pooled = roles.pool.empty() ? roles.users : "connections of the pool";
    const std::uint32_t users = track.profile.users;
    if (!deal(users, roles.users)) return;
    if (workload && !deal(workload->sockets(users), pooled)) return;
    if (track.profile.starts_max) deal(*track.profile.starts_max, roles.starts_max);
  }

  std::unique_ptr<Workload> make_workload(const WorkloadType& type, const TrackSpec& track, Redactor& redactor,
                                          std::vector<std::string>& warnings, ShardSlot segment) {
    Problems own;
    auto workload = type.create({track.options, track.embedded, track.profile.users, track.connect_timeout,
                                 scenario_.seed, scenario_.run_id, own, warnings, redactor, segment});
    if (!workload && own.empty()) own.push_back({ErrorKind::internal, "the workload could not be made", {}});
    for (Error& problem : own) tell(track, std::move(problem));
    return workload;
  }

 private:
  void tell(const TrackSpec& track, Error problem) {
    Error told = reword(problem, track.origins);
    bool placed = told.message != problem.message && !told.message.starts_with('-');
    const auto place = track.origins.find("");
    if (!placed && place != track.origins.end()) {
      told.message = place->second.where + ": " + told.message;
      placed = true;  // and that says whose it is
    }
    if (several_ && !placed) told.message = "track " + track.name + ": " + told.message;
    problems_.push_back(std::move(told));
  }

  const Scenario& scenario_;
  bool several_;
  Problems& problems_;
};

// What is wrong with every track was said once, and is told once.
Problems told_once(const Scenario& scenario, Problems problems) {
  if (scenario.tracks.size() < 2) return problems;
  const auto of = [](const TrackSpec& track) { return "track " + track.name + ": "; };
  const auto told = [&](const std::string& message) {
    return std::any_of(problems.begin(), problems.end(), [&](const Error& e) { return e.message == message; });
  };
  Problems kept;
  for (Error problem : problems) {
    std::string plain = problem.message;
    for (const TrackSpec& track : scenario.tracks) {
      if (plain.starts_with(of(track))) plain.erase(0, of(track).size());
    }
    const bool everywhere = std::all_of(scenario.tracks.begin(), scenario.tracks.end(),
                                        [&](const TrackSpec& track) { return told(of(track) + plain); });
    if (everywhere && problem.message != of(scenario.tracks.front()) + plain) continue;
    if (everywhere) problem.message = plain;
    kept.push_back(std::move(problem));
  }
  return kept;
}

// A shard without a user would only cost a thread. In the open model it would do worse: arrivals are dealt evenly, and
// with few users on each shard one has free users while another's arrivals wait, so the result would depend on the
// number of threads.
constexpr std::uint32_t open_users_each_min = 8;

unsigned useful_shards(const Track& track, ShardSlot segment, unsigned wanted) {
  const auto users = static_cast<unsigned>(segment.share(track.profile.users));
  unsigned most = users;
  if (!track.profile.closed()) most = std::max(1u, users / open_users_each_min);
  if (track.workload) most = std::min(most, track.workload->shards_max(segment));
  return std::clamp(wanted, 1u, std::max(1u, most));
}

}  // namespace

// A track that is too small for all shards lives on some of them; several such tracks on different ones, as far as
// there are any.
void place_tracks(Plan& plan, unsigned wanted) {
  unsigned next = 0;
  plan.shards = 1;
  for (Track& track : plan.tracks) {
    track.shards.count = useful_shards(track, plan.segment, wanted);
    track.shards.first = std::min(next, wanted - track.shards.count);
    next = (track.shards.first + track.shards.count) % wanted;
    plan.shards = std::max(plan.shards, track.shards.first + track.shards.count);
  }
}

std::optional<PlannedRun> make_plan(const Scenario& scenario, std::span<const WorkloadType* const> catalog,
                                    Redactor& redactor, Problems& problems) {
  PlannedRun planned;
  planned.plan.seed = scenario.seed;
  planned.plan.phases = scenario.phases;
  planned.plan.segment = scenario.segment;
  planned.plan.start_at = scenario.start_at;
  Problems found;
  if (scenario.tracks.empty()) found.push_back({ErrorKind::config, "a scenario needs at least one track", {}});
  TrackPlanner planner(scenario, found);
  for (const TrackSpec& track : scenario.tracks) {
    const auto same_name = [&](const Track& other) { return other.name == track.name; };
    if (std::any_of(planned.plan.tracks.begin(), planned.plan.tracks.end(), same_name)) {
      found.push_back({ErrorKind::config, "two tracks are called \"" + track.name + "\"", "give each its own name"});
    }
    planner.check(track);
    const WorkloadType* type = find_workload(catalog, track.workload);
    std::unique_ptr<Workload> workload;
    if (type != nullptr)
      workload = planner.make_workload(*type, track, redactor, planned.warnings, planned.plan.segment);
    if (type == nullptr) found.push_back(unknown_workload(catalog, track));
    if (workload) planner.check_model(track, *workload);
    if (type != nullptr) planner.check_shares(track, workload.get(), type->roles);
    planned.plan.tracks.push_back({.name = track.name,
                                   .workload_name = track.workload,
                                   .workload = std::move(workload),
                                   .profile = track.profile,
                                   .start_after = track.start_after,
                                   .connect_timeout = track.connect_timeout,
                                   .reply_timeout = track.reply_timeout,
                                   .target = std::string(type ? type->target : "")});
  }
  if (scenario.embedded() && !scenario.segment.whole()) {
    planned.warnings.emplace_back(
        "each segment starts a backend of its own, so their sum is no load on one: loadtest target serves one for all");
  }
  place_tracks(planned.plan, std::max(1u, scenario.threads));
  if (found.empty()) return planned;
  for (Error& problem : told_once(scenario, std::move(found))) problems.push_back(std::move(problem));
  return std::nullopt;
}

}  // namespace loadtest
