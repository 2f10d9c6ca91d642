#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "core/units.h"
#include "findings/database_seen.h"
#include "findings/host_load.h"
#include "findings/rule.h"
#include "findings/series_part.h"
#include "stats/judged_part.h"

namespace loadtest {
namespace {

// Below these the wait is not what makes answers slow.
constexpr double wait_share_min = 0.2, wait_ms_min = 1;
// Above these something else is, and more connections would only wait for that.
constexpr double locked_max = 0.25, busy_max = 0.8, on_cpu_max = 0.5, elsewhere_min = 0.5;
// By Little's law there are as many in use as come a second times how long each is held; a queue is short where some
// more are there.
constexpr double spare = 1.25;

/// How a pool was used in the judged part of a run.
struct PoolUse {
  double size = 0, rate_per_s = 0, hold_s = 0, wait_s = 0, response_s = 0, wait_p95_ms = 0;
  double wanted = 0;  // connections in use if nobody had to wait
};

std::optional<PoolUse> pool_use(const Report& report, const RunResult& judged, const TrackResult& track) {
  const std::size_t acquire = track.operation("acquire"), query = track.operation("query");
  const double seconds = to_seconds(judged.measured);
  if (acquire >= track.total.size() || query >= track.total.size() || seconds <= 0) return std::nullopt;
  const OperationStats& all = track.total[query];
  const OperationStats& waits = track.total[acquire];
  if (all.tally.ok == 0 || waits.response.count() == 0) return std::nullopt;
  PoolUse use;
  use.size = pool_size(report, track);
  use.rate_per_s = static_cast<double>(all.tally.finished()) / seconds;
  use.hold_s = all.service.mean_ns() / 1e9;
  use.wait_s = waits.response.mean_ns() / 1e9;
  use.wait_p95_ms = to_millis(waits.response.percentile(0.95));
  use.response_s = all.response.mean_ns() / 1e9;
  if (track.open_model) {
    use.wanted = static_cast<double>(all.tally.finished() + all.tally.dropped) / seconds * use.hold_s;
  } else {
    // Each user would come again after its think time and the hold.
    use.wanted = track.users.asked * use.hold_s / (use.hold_s + to_seconds(track.think_time));
  }
  return use;
}

// Sessions at work that wait for neither processors nor locks, disks or their client: for time to pass, for another
// server. More of them take nothing from anybody.
double sessions_elsewhere(const Observed& database, JudgedSpan span) {
  double at_work = 0, known = wait_share(database, "CPU");
  for (const char* type : {"Lock", "LWLock", "IO", "BufferPin", "Client"}) known += wait_share(database, type);
  for (const char* name : {"waits.cpu", "waits.lock", "waits.lwlock", "waits.io", "waits.other"})
    at_work += mean_of(points_within(database, name, span));
  return wait_samples(database) > 0 ? at_work * (1 - known) : 0;
}

// What else the server, or its machine, has no more of; empty where nothing is known to be short.
bool server_has_room(const Report& report, const Observed& database, JudgedSpan span, double size) {
  const auto mean = [&](const char* name) { return mean_of(points_within(database, name, span)); };
  if (mean("waits.lock") > locked_max * size) return false;
  if (sessions_elsewhere(database, span) > elsewhere_min * size) return true;
  const bool here = std::any_of(database.facts.begin(), database.facts.end(), [](const auto& fact) {
    return fact.first == "place" && fact.second == "this machine";
  });
  const Observed* host = find_observed(report.observations, here ? "generator" : "target");
  const HostLoad load = host == nullptr ? HostLoad{} : host_load(*host, span);
  if (!load.used.empty()) return median_of(load.used) < busy_max;
  // Where nobody says how busy its processors are: most of what it holds waits for something else than these.
  return wait_samples(database) > 0 && mean("waits.cpu") < on_cpu_max * size;
}

double free_connections(const Observed& database) {
  return database.figure("limit.connections").value_or(0) - database.figure("limit.reserved").value_or(0) -
         database.figure("sessions.peak").value_or(0);
}

void look_for_small_pools(const Report& report, std::vector<Finding>& findings) {
  const auto databases = databases_of(report.observations);
  if (databases.empty()) return;
  const RunResult judged = judged_part(report.result);
  const JudgedSpan span = judged_span(report.result);
  for (const TrackResult& track : judged.tracks) {
    const auto use = pool_use(report, judged, track);
    if (!use || use->size == 0 || use->wait_p95_ms < wait_ms_min) continue;
    if (use->wait_s < wait_share_min * use->response_s) continue;
    // With several databases nobody says which one a track's is.
    const Observed& database = *databases.front();
    const double free = free_connections(database);
    // In the closed model never more than there are users.
    const double most = track.open_model ? use->size + free : std::min<double>(track.users.asked, use->size + free);
    const double better = std::min(std::ceil(use->wanted * spare), most);
    if (databases.size() > 1 || free < 1 || better < use->size + 1) continue;
    if (!server_has_room(report, database, span, use->size)) continue;
    findings.push_back(
        {.id = "pool-too-small",
         .severity = report.verdict.status == VerdictStatus::fail ? Severity::critical : Severity::warning,
         .title = fmt::format("queries of {} waited {} of their time for one of {:.0f} connections", track.name,
                              show_share(use->wait_s / use->response_s), use->size),
         .evidence = {fmt::format("waiting for a connection took {} on average, p95 {}; the query itself {}",
                                  show_millis(use->wait_s * 1000), show_millis(use->wait_p95_ms),
                                  show_millis(use->hold_s * 1000)),
                      fmt::format("{:.0f} queries/s x {} each = {:.1f} connections in use, of {:.0f}", use->rate_per_s,
                                  show_millis(use->hold_s * 1000), use->rate_per_s * use->hold_s, use->size),
                      fmt::format("the server had {:.0f} connections free at its busiest, and neither locks nor "
                                  "processors held it back",
                                  free)},
         .advice = {
             fmt::format("--pool-size {:.0f}: what was asked for keeps {:.1f} connections in use (Little's law){}",
                         better, use->wanted,
                         better > use->wanted ? ", and a queue is short where a quarter more are there" : ""),
             "hold each for a shorter time: fewer round trips between BEGIN and COMMIT (--pipeline shows what "
             "that gives)"}});
  }
}

}  // namespace

extern const Rule pool_too_small;
const Rule pool_too_small{
    .id = "pool-too-small",
    .summary = "queries waited for a connection of the pool while the server had more to give",
    .meaning =
        "A query that finds all connections of its pool in use waits until one is given back. Where the server could "
        "serve more at once, that wait is not the database's: it is made by the pool.",
    .evidence =
        "In the judged time at least a fifth of the response of queries was the wait for a connection (acquire), with "
        "a "
        "p95 of 1 ms and more; the server had connections free, its sessions seldom waited for locks, and its "
        "processors "
        "had room: less than 80 % busy where they are observed, else less than half of the pool's connections at work "
        "on one, or more than half of them waiting for something outside of the server.",
    .remedy =
        "As many connections as are in use when nobody waits, and some more: by Little's law the queries a second "
        "times "
        "how long each holds one. The finding says how many that is. Beyond what the server's processors and disks can "
        "do at once, more connections only move the queue into the server.",
    .look = look_for_small_pools};

}  // namespace loadtest
