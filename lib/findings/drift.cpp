#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "core/units.h"
#include "findings/rule.h"
#include "findings/track_figures.h"
#include "judge/drift.h"

namespace loadtest {

namespace {

constexpr double looked_at_from_s = 30;
constexpr double growth_min = 0.5, growth_of_soak_min = 0.2;
constexpr double growth_ms_min = 10;
constexpr double queue_from = 0.03;  // seconds a second: what grows so fast is what does not get done

// What does not keep up with the open model's rate answers later and later, without any leak.
bool falls_behind(const TrackResult& track, double more_s, double seconds) {
  return track.open_model && (started_totals(track).tally.dropped > 0 || more_s > queue_from * seconds);
}

void add_memory(const Report& report, Finding& finding) {
  for (const Observed& one : report.observations) {
    const ObservedSeries* const memory = one.find_series("process.memory");
    if (!one.source.starts_with("target") || memory == nullptr) continue;
    std::vector<double> bytes;
    const std::size_t each = memory->points.size() / 60 + 1;
    for (std::size_t i = 0; i < memory->points.size(); i += each) bytes.push_back(memory->points[i].value);
    const auto trend = find_trend(bytes);
    if (!trend || !trend->rises() || trend->first <= 0) continue;
    finding.evidence.push_back(fmt::format("memory of {} grew from {:.0f} MB to {:.0f} MB all along", one.source,
                                           trend->first / 1e6, trend->last / 1e6));
    finding.advice.emplace_back(
        "what grows in the backend's memory with each message (tracemalloc compares two moments)");
  }
}

void look_for_drift(const Report& report, std::vector<Finding>& findings) {
  const double seconds = to_seconds(report.result.measured);
  if (!report.verdict.trust.trustworthy || seconds < looked_at_from_s) return;
  for (const TrackResult& track : report.result.tracks) {
    const auto trend = find_drift(track, "", Measure::response);
    if (!trend) continue;
    const double growth = drift_of(*trend, Measure::response), more_ms = trend->last - trend->first;
    if (falls_behind(track, more_ms / 1e3, seconds)) continue;
    const double least = report.result.measured >= soak_from ? growth_of_soak_min : growth_min;
    if (growth < least || more_ms < growth_ms_min) continue;
    Finding finding{
        .id = "drift",
        .severity = Severity::warning,
        .title = fmt::format("{}: response times rise all along, by {:.0f} % over the run", track.name, growth * 100),
        .evidence = {},
        .advice = {}};
    finding.evidence.push_back(fmt::format("p95 rose from {} to {} within {}: {} more each minute, at the same load",
                                           show_millis(trend->first), show_millis(trend->last), show_seconds(seconds),
                                           show_millis(more_ms / seconds * 60)));
    finding.evidence.push_back(
        fmt::format("later values are above earlier ones throughout (z = {:.1f} by Mann and Kendall; "
                    "chance alone goes beyond 3.3 once in two thousand runs)",
                    trend->z));
    add_memory(report, finding);
    finding.advice.emplace_back(
        "what becomes more with each message or each minute: a list that is searched, a history that "
        "is sent to the model, sessions that are never removed, a table without an index");
    if (track.open_model)
      finding.advice.emplace_back("a rate that is a little more than it can do looks the same: try a lower --rate");
    finding.advice.emplace_back(
        "a longer run tells whether it goes on: --duration 30m, with the target's memory observed "
        "(--observe-pid, --observe-metrics)");
    findings.push_back(std::move(finding));
  }
}

}  // namespace

extern const Rule drift;
const Rule drift{
    .id = "drift",
    .summary = "response times rise all along though the load stays the same",
    .meaning =
        "What gets slower at a constant load has something that becomes more: a leak, a table or a list that grows, a "
        "queue that is never emptied. Short runs do not show where that ends.",
    .evidence =
        "The p95 of some thirty equal stretches of the run rises by half (in a soak of ten minutes and more by a "
        "fifth) and by 10 ms, by a trend that chance gives once in two thousand times, at a steady load that the "
        "target keeps up with. Growing memory of an observed target is told beside it.",
    .remedy =
        "Compare the backend at the beginning and the end: memory, number of sessions, sizes of tables and caches.",
    .look = look_for_drift};

}  // namespace loadtest
