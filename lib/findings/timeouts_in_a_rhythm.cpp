#include <fmt/format.h>

#include <algorithm>

#include "findings/rule.h"
#include "findings/stalls_seen.h"
#include "findings/track_figures.h"

namespace loadtest {

namespace {

std::string when_they_came(const StallsSeen& seen) {
  constexpr std::size_t named_max = 5;
  std::string text;
  for (std::size_t i = 0; i < std::min(named_max, seen.all.size()); ++i)
    text += (i == 0 ? "" : ", ") + fmt::format("{:.1f}", seen.all[i].at);
  return text + (seen.all.size() > named_max ? " s and so on" : " s");
}

void add_candidates(double period, Finding& finding) {
  const auto near = [&](double s) { return std::abs(period - s) <= 0.03 * s; };
  if (near(60)) {
    finding.advice.emplace_back(
        "each minute: a cron job, autovacuum (autovacuum_naptime is a minute), a cache that is "
        "filled again, a certificate or a key set that is fetched");
  } else if (near(300)) {
    finding.advice.emplace_back(
        "each five minutes: a checkpoint of the database (checkpoint_timeout is that long), a cron "
        "job");
  } else if (near(5) || near(10) || near(15) || near(30)) {
    finding.advice.push_back(
        fmt::format("what the backend or its host does each {:.0f} s: metrics that are gathered, a "
                    "health check that is expensive, a batch that is written",
                    period));
  }
  finding.advice.emplace_back("garbage collection: log its pauses and hold them against these times");
  finding.advice.emplace_back(
      "a timer or background task in the backend that blocks its event loop or takes a lock; a cron "
      "job, checkpoint or vacuum of the database; a CPU limit of its container (cpu.max) that is "
      "used up");
}

void look_for_rhythm(const Report& report, std::vector<Finding>& findings) {
  if (!report.verdict.trust.trustworthy) return;
  for (const TrackResult& track : report.result.tracks) {
    StallsSeen seen;
    const auto beat = stall_rhythm(report, track, seen);
    if (!beat) continue;
    Finding finding{.id = "timeouts-in-a-rhythm",
                    .severity = Severity::warning,
                    .title = fmt::format("{}: answers stop every {}, for up to {}", track.name,
                                         show_seconds(beat->period), show_seconds(beat->length)),
                    .evidence = {},
                    .advice = {}};
    finding.evidence.push_back(fmt::format("{} times, at {}: every {:.2f} s from {} on (the run began at {})",
                                           seen.all.size(), when_they_came(seen), beat->period,
                                           show_seconds(beat->phase), format_instant(report.result.started_at)));
    finding.evidence.push_back(
        fmt::format("none misses that rhythm by more than {}; chance alone would keep it as well "
                    "once in {:.0f} times",
                    show_seconds(beat->off_max), 1 / std::max(1e-9, beat->chance)));
    finding.evidence.push_back(fmt::format("half of them lasted {} and longer, all of them {} together",
                                           show_seconds(seen.median()), show_seconds(seen.length())));
    add_candidates(beat->period, finding);
    findings.push_back(std::move(finding));
  }
}

}  // namespace

extern const Rule timeouts_in_a_rhythm;
const Rule timeouts_in_a_rhythm{
    .id = "timeouts-in-a-rhythm",
    .summary = "the target stops answering at regular intervals",
    .meaning =
        "What stops a target in a rhythm is no matter of load but of a clock: something that it, its database or its "
        "host does each so many seconds, and for which everybody else waits.",
    .evidence =
        "At least four stalls that keep a rhythm which chance would keep once in a thousand times. A stall is a "
        "stretch without any answer though several waited, or a second whose worst response time is over 250 ms and "
        "five times the median, or that has time-outs.",
    .remedy =
        "Period and phase lead to the cause: hold them against cron, garbage collection, checkpoints, vacuum, "
        "and timers of the backend. Then let it do less at a time, elsewhere, or without holding up the rest.",
    .look = look_for_rhythm};

}  // namespace loadtest
