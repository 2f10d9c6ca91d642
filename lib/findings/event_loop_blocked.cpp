#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "core/units.h"
#include "findings/rule.h"
#include "findings/series_part.h"
#include "findings/stalls_seen.h"
#include "findings/track_figures.h"

namespace loadtest {

namespace {

constexpr std::size_t stalls_min = 3;
constexpr double share_min = 0.005;  // of the run
constexpr double much_cpu = 0.85;    // of a core, all the time
constexpr double waited_max = 0.1;   // for a processor, by ourselves: then the target may have waited as well

std::optional<double> cpu_of_target(const Report& report) {
  const Observed* const target = find_observed(report.observations, "target");
  if (target == nullptr) return std::nullopt;
  const auto readings = points_within(*target, "process.cpu", judged_span(report.result));
  return readings.empty() ? std::nullopt : std::optional(mean_of(readings));
}

// What the same seconds looked like elsewhere.
std::optional<double> worst_in(const ObservedSeries* series, const StallsSeen& seen) {
  std::optional<double> worst;
  if (series == nullptr) return worst;
  for (const auto& point : series->points) {
    for (const Happening& one : seen.all) {
      const double at = to_seconds(point.at);
      if (at < one.at - 0.1 || at > one.at + one.length + 1.1) continue;
      worst = std::max(worst.value_or(0), point.value);
    }
  }
  return worst;
}

bool held_up_by_database(const Report& report, const StallsSeen& seen) {
  const Observed* const database = find_observed(report.observations, "database");
  return database != nullptr && worst_in(database->find_series("blocked"), seen).value_or(0) >= 1;
}

void add_what_else(const Report& report, const StallsSeen& seen, Finding& finding) {
  if (seen.connects > 0) {
    finding.evidence.push_back(
        fmt::format("{:.0f} connects were held up by them as well: it was not one message that was "
                    "slow",
                    seen.connects));
  }
  const Observed* const health = find_observed(report.observations, "health");
  if (const auto worst = health == nullptr ? std::nullopt : worst_in(health->find_series("latency"), seen))
    finding.evidence.push_back("the health endpoint took up to " + show_millis(*worst) + " in these seconds");
  if (const auto cpu = cpu_of_target(report))
    finding.evidence.push_back(fmt::format("the target used {:.2f} cores on average: it had time", *cpu));
}

void look_for_blocked_loop(const Report& report, std::vector<Finding>& findings) {
  if (!report.verdict.trust.trustworthy || report.result.health.waited_share > waited_max) return;
  if (cpu_of_target(report).value_or(0) >= much_cpu) return;
  for (const TrackResult& track : report.result.tracks) {
    StallsSeen in_rhythm;
    if (stall_rhythm(report, track, in_rhythm)) continue;
    const StallsSeen seen = noted_stalls(report, track);
    const double measured_s = to_seconds(report.result.measured);
    if (seen.all.size() < stalls_min || seen.length() < share_min * measured_s || held_up_by_database(report, seen))
      continue;
    const OperationStats messages = started_totals(track);
    Finding finding{.id = "event-loop-blocked",
                    .severity = Severity::critical,
                    .title = fmt::format("{}: now and then nobody at all is answered, for about {}", track.name,
                                         show_seconds(seen.median())),
                    .evidence = {},
                    .advice = {}};
    finding.evidence.push_back(fmt::format("{} times in {}, first at {} and last at {}: {} together, {} of the run",
                                           seen.all.size(), show_seconds(measured_s), show_seconds(seen.all.front().at),
                                           show_seconds(seen.all.back().at), show_seconds(seen.length()),
                                           show_share(std::min(1.0, seen.length() / measured_s))));
    finding.evidence.push_back(
        fmt::format("all who waited were answered at once afterwards, {:.0f} within 25 ms (median); "
                    "half of all messages take {} and less",
                    seen.answers, show_millis(to_millis(messages.service.percentile(0.5)))));
    add_what_else(report, seen, finding);
    finding.advice.emplace_back(
        "look for blocking calls in async handlers: requests, time.sleep, a synchronous database "
        "driver or client of a model, work that only computes; asyncio's debug mode names what "
        "takes over 100 ms");
    finding.advice.emplace_back(
        "move them to a thread (run_in_executor, asyncio.to_thread; a plain def endpoint of FastAPI "
        "is one already) or use an async client");
    finding.advice.emplace_back(
        "if nothing blocks: one lock or one connection that all wait for, or long garbage "
        "collections");
    findings.push_back(std::move(finding));
  }
}

}  // namespace

extern const Rule event_loop_blocked;
const Rule event_loop_blocked{
    .id = "event-loop-blocked",
    .summary = "everybody waits while one thing blocks the target's event loop",
    .meaning =
        "A server on an event loop serves all connections by one thread. While a handler blocks it, nobody is "
        "answered: not those who ask for something cheap, not those who connect. Afterwards all are answered at "
        "once. A slow model lets only its own user wait, and a busy processor slows everybody down without "
        "stopping.",
    .evidence =
        "At least three stretches of 100 ms or more, and half a percent of the run, in which nothing at all came "
        "though several had asked at different times, each followed by all of their answers within a few "
        "milliseconds; in no rhythm, without a lock in an observed database, and with a processor to spare where "
        "the target's is observed.",
    .remedy =
        "Nothing that blocks belongs on the loop: use async clients, or hand it to threads. asyncio's debug mode "
        "(PYTHONASYNCIODEBUG=1) and py-spy dump show what is being done while it stands still.",
    .look = look_for_blocked_loop};

}  // namespace loadtest
