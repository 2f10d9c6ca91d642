#include <fmt/format.h>

#include <algorithm>

#include "core/units.h"
#include "findings/host_load.h"
#include "findings/rule.h"
#include "judge/drift.h"
#include "report/observed_words.h"

namespace loadtest {

namespace {

constexpr Nanos growth_time_min = std::chrono::seconds(60);
constexpr std::size_t growth_stretches = 30;
constexpr double grown_share_min = 0.2, grown_bytes_min = 20.0 * 1024 * 1024;
// A cache that fills grows more and more slowly.
constexpr double later_slope_min = 0.5;

// Means of some thirty equal stretches: a trend costs a step for each pair.
std::vector<double> in_stretches(std::span<const ObservedSeries::Point> points) {
  const std::size_t each = std::max<std::size_t>(1, points.size() / growth_stretches);
  std::vector<double> values;
  for (std::size_t i = 0; i + each <= points.size(); i += each) values.push_back(mean_of(points.subspan(i, each)));
  return values;
}

void look_at_growth_of(const Observed& target, JudgedSpan span, std::vector<Finding>& findings) {
  // Connecting takes memory, too: the first quarter is left out.
  span.from += (span.to - span.from) / 4;
  const auto points = points_within(target, "process.memory", span);
  const std::vector<double> values = in_stretches(points);
  const auto trend = find_trend(values);
  if (!trend || !trend->rises()) return;
  const double grown = trend->last - trend->first;
  if (grown < grown_bytes_min || grown < grown_share_min * trend->first) return;
  const std::span<const double> later = std::span(values).subspan(values.size() / 2);
  const double slope = grown / static_cast<double>(values.size() - 1);
  const double later_slope =
      (later.back() - later.front()) / static_cast<double>(std::max<std::size_t>(1, later.size() - 1));
  if (later_slope < later_slope_min * slope) return;

  const Nanos time = points.back().at - points.front().at;
  const bool soak = span.to - span.from >= soak_from * 3 / 4;
  const double per_hour = grown / to_seconds(time) * 3600;
  Finding finding{
      .id = "target-memory-grows",
      .severity = soak ? Severity::warning : Severity::info,
      .title = fmt::format("the target's memory grows all along: {} in {}, {}", show_observed(grown, "bytes"),
                           format_duration(std::chrono::round<std::chrono::seconds>(time)), name_of_target(target)),
      .evidence = {fmt::format("from {} at {:.0f} s to {} at {:.0f} s, at a load that stayed the same",
                               show_observed(trend->first, "bytes"), to_seconds(points.front().at),
                               show_observed(trend->last, "bytes"), to_seconds(points.back().at)),
                   fmt::format("that would be {} in an hour; chance alone does not do that (z = {:.1f})",
                               show_observed(per_hour, "bytes"), trend->z)},
      .advice = {}};
  if (!soak) finding.advice.emplace_back("run for ten minutes or more: a cache that fills looks like this at first");
  finding.advice.emplace_back(
      "compare two snapshots of its heap under this load (tracemalloc, --heapsnapshot-signal, pprof)");
  finding.advice.emplace_back(
      "look for what is kept for each message or connection: lists, caches without a bound, tasks");
  findings.push_back(std::move(finding));
}

void look_for_growth(const Report& report, std::vector<Finding>& findings) {
  const JudgedSpan span = judged_span(report.result);
  const auto& tracks = report.result.tracks;
  if (span.to - span.from < growth_time_min ||
      !std::all_of(tracks.begin(), tracks.end(), [](const TrackResult& track) { return track.steady; }))
    return;
  for (const Observed* target : targets_of(report.observations)) look_at_growth_of(*target, span, findings);
}

}  // namespace

extern const Rule target_memory_grows;
const Rule target_memory_grows{
    .id = "target-memory-grows",
    .summary = "the target's memory grew all along at the same load",
    .meaning =
        "A process that holds on to a little of every message is fine in a short test and dead after a weekend. On "
        "the way it gets slower: its collector has more to look at.",
    .evidence =
        "Over the last three quarters of the judged time (at least a minute, the load the same) the memory of a "
        "target's process rose by more than 20 % and 20 MiB by the line of Theil and Sen, the test of Mann and "
        "Kendall excludes chance, and its second half rose at least half as fast as the whole. Information only "
        "below ten minutes.",
    .remedy = "Run longer with --observe-pid or --observe-metrics. If it goes on, compare heap snapshots.",
    .look = look_for_growth};

}  // namespace loadtest
