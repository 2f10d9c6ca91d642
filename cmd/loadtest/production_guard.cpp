#include "loadtest/production_guard.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdlib>
#include <variant>

#include "core/text.h"
#include "core/units.h"
#include "judge/guard.h"
#include "judge/guard_limits.h"
#include "loadtest/track_flags.h"
#include "net/resolve.h"
#include "scenario/planner.h"
#include "workloads/catalog.h"

namespace loadtest {
namespace {

GuardLists read_lists(std::span<const std::string> approved) {
  const auto read = [](const char* variable) {
    const char* text = std::getenv(variable);
    return GuardLists::read(text != nullptr ? text : "");
  };
  return {read("LOADTEST_GUARD_HOSTS"), read("LOADTEST_ALLOW_HOSTS"), {approved.begin(), approved.end()}};
}

/// A guarded host, and the track that would put load on it.
struct GuardedTarget {
  std::size_t track;
  GuardedHost host;
};

std::vector<GuardedTarget> guarded_targets(const Scenario& scenario, const Plan& plan, const GuardLists& lists) {
  std::vector<GuardedTarget> found;
  for (std::size_t i = 0; i < plan.tracks.size(); ++i) {
    if (scenario.tracks[i].embedded) continue;
    for (const TargetHost& host : plan.tracks[i].workload->hosts()) {
      auto guarded = guard_host({host.name, host.project}, lists, net::canonical_name);
      const auto same = [&](const GuardedTarget& other) {
        return other.track == i && guarded->shown == other.host.shown;
      };
      if (guarded && std::ranges::none_of(found, same)) found.push_back({i, std::move(*guarded)});
    }
  }
  return found;
}

// Flags of another track on the same command line may have its name in front.
TrackFlags flags_of(const WorkloadType& type, bool alone) {
  if (alone) return TrackFlags(type);
  const std::vector<TrackFlags> all = flags_of(workload_catalog());
  return flags_for(all, type);
}

const WorkloadType& type_of(const Track& track) { return *find_workload(workload_catalog(), track.workload_name); }

bool ends_by_time(const LoadProfile& profile) { return profile.duration < LoadProfile::no_end; }

AskedLoad asked_load(const TrackSpec& spec, const Track& track, const TrackFlags& flags) {
  const LoadProfile& profile = track.profile;
  AskedLoad asked;
  asked.users_name = flags.type().roles.users;
  asked.users_flag = flags.flag(asked.users_name);
  asked.users = profile.users;
  const auto* sessions = std::get_if<SessionModel>(&profile.model);
  asked.rate_flag = flags.flag(sessions != nullptr ? "session-rate" : "rate");
  asked.starts_an_arrival = sessions != nullptr ? sessions->messages : 1;
  asked.peak_rate_per_s = profile.peak_rate_per_s();
  asked.staged = profile.users_follow_stages() || !profile.steady();
  asked.think_flag = flags.flag("think-time");
  if (const auto* closed = std::get_if<ClosedModel>(&profile.model); closed && spec.think_time_given)
    asked.think_time = closed->think_time.mean();
  if (ends_by_time(profile)) asked.length = spec.start_after + profile.end();
  asked.warm_up = profile.warm_up;
  asked.ramp_up = profile.ramp_up;
  for (const OperationSpec& operation : track.workload->operations()) {
    if (operation.kind == "write" && operation.weight > 0) asked.writes.push_back(operation.name);
  }
  const auto mixes = [](const OptionSpec& option) { return option.name == "mix"; };
  const bool mixed = std::ranges::any_of(flags.type().options, mixes);
  asked.no_writes = mixed ? "--" + flags.flag("mix") + " 100:0" : "without writes";
  return asked;
}

// What several tracks ask of one host, they ask of it together.
void add_up(const AskedLoad& other, AskedLoad& asked) {
  if (other.users_name != asked.users_name) return;
  asked.users += other.users;
  asked.peak_rate_per_s += other.peak_rate_per_s;
  if (other.length && asked.length) asked.length = std::max(*asked.length, *other.length);
}

// Whether it is known of the operations that they write or do not.
bool reads(const Workload& workload) {
  return std::ranges::any_of(workload.operations(), [](const OperationSpec& one) { return one.kind == "read"; });
}

std::string approval(const GuardedHost& host) { return "--approve-production " + host.name; }

Error refusal(const GuardedHost& host, const std::vector<OverLimit>& over) {
  std::vector<std::string_view> what, within;
  for (const OverLimit& one : over) {
    what.push_back(one.what);
    if (!one.within.empty()) within.push_back(one.within);
  }
  return {ErrorKind::guarded, fmt::format("{} is guarded ({}): {}", host.shown, host.why, fmt::join(what, ", ")),
          fmt::format("{} allows it; {} stays within the limits", approval(host), fmt::join(within, " "))};
}

void cut(OpenModel& model, Nanos end) {
  Nanos left = end;
  double from = model.start_rate_per_s;
  for (Stage& stage : model.stages) {
    const Nanos kept = std::min(stage.duration, left);
    if (kept < stage.duration)
      stage.target = from + (stage.target - from) * to_seconds(kept) / to_seconds(stage.duration);
    stage.duration = kept;
    from = stage.target;
    left -= kept;
  }
}

// What was not chosen by the user, and would lead over the limits, is set so that it does not.
void hold_to_limits(TrackSpec& spec, Track& track, const TrackFlags& flags, GuardSays& says) {
  LoadProfile& profile = track.profile;
  const std::string_view users_name = flags.type().roles.users;
  const Nanos least = least_think_time(profile.users);
  if (auto* closed = std::get_if<ClosedModel>(&profile.model); closed != nullptr && closed->think_time.mean() < least) {
    closed->think_time = least;
    if (spec.options.has("think-time")) spec.options.set("think-time", format_duration(least));
    const std::string_view starts = flags.type().roles.starts_max;
    says.warnings.push_back(fmt::format("guarded: think time {}, so that {} {} start at most {} {} a second",
                                        format_duration(least), profile.users, users_name, GuardLimits::starts_per_s,
                                        starts.empty() ? "operations" : starts));
  }
  if (!ends_by_time(profile)) {
    profile.duration = GuardLimits::length - profile.warm_up;
    if (auto* open = std::get_if<OpenModel>(&profile.model)) cut(*open, profile.end());
    says.warnings.push_back(fmt::format("guarded: the run ends after {}, if not by its count before",
                                        format_duration(GuardLimits::length)));
  }
  if (profile.graceful_stop > GuardLimits::graceful_stop) {
    profile.graceful_stop = GuardLimits::graceful_stop;
    says.notes.push_back(fmt::format("guarded: what waits or is under way at the end gets {}",
                                     format_duration(GuardLimits::graceful_stop)));
  }
  spec.profile = profile;
  const std::string_view pool = flags.type().roles.pool;
  if (!pool.empty() && track.workload->sockets(profile.users) > profile.users) {
    spec.options.set(pool, std::to_string(profile.users));
    says.notes.push_back(fmt::format("guarded: a pool of {} connections, as many as {}", profile.users, users_name));
  }
  track.workload->hold_back(profile.users);
}

// An approval that approves nothing is a misspelling, or one that is not needed any more.
void note_unused(std::span<const std::string> approved, const std::vector<GuardedTarget>& targets,
                 std::vector<std::string>& notes) {
  for (const std::string& entry : approved) {
    const bool used = std::ranges::any_of(
        targets, [&](const auto& target) { return std::ranges::count(target.host.approved, entry) > 0; });
    if (!used) {
      notes.push_back(
          fmt::format("--approve-production {}: no guarded target of this run has that name", escape_foreign(entry)));
    }
  }
}

}  // namespace

GuardSays guard_run(Scenario& scenario, Plan& plan, std::span<const std::string> approved) {
  const bool alone = plan.tracks.size() == 1;
  const GuardLists lists = read_lists(approved);
  GuardSays says{.problems = lists.validate(), .refused = {}, .notes = {}, .warnings = {}};
  if (!says.problems.empty()) return says;
  const std::vector<GuardedTarget> targets = guarded_targets(scenario, plan, lists);
  note_unused(approved, targets, says.notes);
  std::vector<std::string> taken;
  std::vector<std::size_t> held;
  for (const auto& [track, host] : targets) {
    const std::string where = alone ? std::string() : "track " + plan.tracks[track].name + ": ";
    if (!host.approved.empty()) {
      taken.push_back(fmt::format("guarded: {}{} ({}) is approved", where, host.shown, host.why));
      continue;
    }
    AskedLoad asked =
        asked_load(scenario.tracks[track], plan.tracks[track], flags_of(type_of(plan.tracks[track]), alone));
    for (const auto& [other, its_host] : targets) {
      if (other != track && its_host.shown == host.shown)
        add_up(asked_load(scenario.tracks[other], plan.tracks[other], flags_of(type_of(plan.tracks[other]), alone)),
               asked);
    }
    auto over = over_limits(asked);
    if (scenario.sweep) over.push_back({"a sweep, which is a run for each value (one run allowed)", ""});
    if (scenario.search) over.push_back({"a search, which is a run for each level (one run allowed)", ""});
    if (!over.empty()) {
      says.refused.push_back(refusal(host, over));
      says.refused.back().message.insert(0, where);
      continue;
    }
    taken.push_back(fmt::format("guarded: {}{} ({}) takes small load{}", where, host.shown, host.why,
                                reads(*plan.tracks[track].workload) ? ", and is only read" : ""));
    if (std::ranges::find(held, track) == held.end()) held.push_back(track);
  }
  if (!says.refused.empty()) return says;
  says.notes.insert(says.notes.end(), taken.begin(), taken.end());
  for (const std::size_t track : held)
    hold_to_limits(scenario.tracks[track], plan.tracks[track], flags_of(type_of(plan.tracks[track]), alone), says);
  if (held.empty()) return says;
  // A smaller pool may be too small for the shards that the one asked for would have had.
  place_tracks(plan, scenario.threads);
  scenario.threads = plan.shards;
  return says;
}

void add_remarks(const GuardSays& says, std::vector<std::string>& remarks) {
  for (const Error& refusal : says.refused) remarks.push_back("guarded: refused: " + refusal.line());
  remarks.insert(remarks.end(), says.notes.begin(), says.notes.end());
}

GuardSays guard_writing(const Scenario& scenario, const Plan& plan, const std::string& option,
                        std::span<const std::string> approved) {
  const GuardLists lists = read_lists(approved);
  GuardSays says{.problems = lists.validate(), .refused = {}, .notes = {}, .warnings = {}};
  if (!says.problems.empty()) return says;
  const std::vector<GuardedTarget> targets = guarded_targets(scenario, plan, lists);
  note_unused(approved, targets, says.notes);
  for (const GuardedTarget& target : targets) {
    if (!target.host.approved.empty()) continue;
    says.refused.push_back(
        {ErrorKind::guarded,
         fmt::format("{} is guarded ({}), and {} writes there", target.host.shown, target.host.why, option),
         approval(target.host) + " allows it"});
  }
  return says;
}

}  // namespace loadtest
