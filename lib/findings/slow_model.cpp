#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/units.h"
#include "findings/rule.h"
#include "findings/series_part.h"
#include "findings/track_figures.h"

namespace loadtest {

namespace {

constexpr double slow_s = 1;           // the median; a chat that answers sooner needs no explanation
constexpr double complaint_s = 2;      // p95 of the default criterion
constexpr double spread_of_model = 4;  // p95 over median: what queues has a longer tail, or none at all
constexpr double beginning_min = 0.6;  // median of those who found nobody before them, over that of all
constexpr double quick_share = 0.25;   // connecting, of a chat
constexpr double busy_cores = 0.8;
constexpr std::uint64_t replies_min = 20;

/// The replies of the first seconds in which there were any: while a queue is short, it delays nobody.
struct FirstReplies {
  SparseHistogram response;
  double until_s = 0;
};

FirstReplies first_replies(const TrackResult& track, std::size_t chat) {
  constexpr std::uint64_t enough = 5;
  FirstReplies first;
  for (const Interval& interval : track.intervals) {
    if (chat >= interval.operations.size()) continue;
    first.response.merge(interval.operations[chat].response);
    first.until_s = to_seconds(interval.from + interval.length);
    if (first.response.count() >= enough) break;
  }
  return first;
}

bool observed_busy(const Report& report, double in_flight) {
  const JudgedSpan span = judged_span(report.result);
  for (const Observed* const target : targets_of(report.observations)) {
    if (mean_of(points_within(*target, "process.cpu", span)) >= busy_cores) return true;
  }
  const Observed* const database = find_observed(report.observations, "database");
  if (database == nullptr) return false;
  double busy = 0;
  for (const char* const what : {"waits.cpu", "waits.lock", "waits.lwlock", "waits.io"})
    busy += mean_of(points_within(*database, what, span));
  return busy >= in_flight / 2;
}

void look_for_slow_model(const Report& report, std::vector<Finding>& findings) {
  for (const TrackResult& track : report.result.tracks) {
    const OperationStats* const chats = totals_of(track, "chat");
    const OperationStats* const connects = totals_of(track, "connect");
    if (track.workload != "ws" || chats == nullptr || connects == nullptr || track.warm_up_operations > 0) continue;
    const Histogram& service = chats->service;
    const double median_s = to_seconds(service.percentile(0.5)), p95_s = to_seconds(service.percentile(0.95)),
                 connect_s = to_seconds(connects->response.percentile(0.5));
    if (service.count() < replies_min || median_s < slow_s || p95_s > spread_of_model * median_s) continue;
    const FirstReplies first = first_replies(track, track.operation("chat"));
    const double first_s = to_seconds(first.response.percentile(0.5));
    if (first_s < beginning_min * median_s || connect_s > quick_share * median_s) continue;
    const double seconds = to_seconds(report.result.measured);
    const double in_flight = seconds > 0 ? static_cast<double>(service.sum_ns()) / 1e9 / seconds : 0;
    if (observed_busy(report, in_flight)) continue;

    Finding finding{.id = "slow-model",
                    .severity = p95_s >= complaint_s ? Severity::warning : Severity::info,
                    .title = fmt::format("{}: a reply takes {} however few ask: what is behind the backend takes it",
                                         track.name, show_seconds(median_s)),
                    .evidence = {},
                    .advice = {}};
    finding.evidence.push_back(fmt::format("service time of {} chats: median {}, p95 {}, least {}",
                                           show_count(service.count()), show_millis(median_s * 1e3),
                                           show_millis(p95_s * 1e3), show_millis(to_millis(service.min()))));
    finding.evidence.push_back(fmt::format("until {}, when hardly anybody had asked before, it was {} (median) already",
                                           show_seconds(first.until_s), show_millis(first_s * 1e3)));
    finding.evidence.push_back(
        fmt::format("connecting to the same backend took {} (median)", show_millis(connect_s * 1e3)));
    finding.evidence.push_back(fmt::format("{:.3g} chats were under way at a time", in_flight));
    if (const OperationStats* const piece = totals_of(track, "first_piece");
        piece != nullptr && piece->response.count() > 0)
      finding.evidence.push_back("the first piece of a reply came after " +
                                 show_millis(to_millis(piece->response.percentile(0.5))) + " (median)");
    finding.advice.emplace_back(
        "measure what the backend asks for each chat, the model first: a smaller model, a shorter "
        "prompt, fewer tool calls in a row, an answer from a cache");
    finding.advice.emplace_back("stream replies, so that users see the first words sooner (--stream measures them)");
    finding.advice.emplace_back("more processes or cores of the backend would not help: nobody waits in line for them");
    findings.push_back(std::move(finding));
  }
}

}  // namespace

extern const Rule slow_model;
const Rule slow_model{
    .id = "slow-model",
    .summary = "each reply takes long by itself: the model, or another service behind the backend",
    .meaning =
        "A reply that takes a second whether one or a hundred ask is not slow because of load. The time goes into "
        "something that the backend waits for: a language model, a tool, another service.",
    .evidence =
        "The median service time of chats is a second or more, and p95 no more than four times that; it was as long "
        "for those who asked first, when there was nobody to wait for; connecting to the same backend takes less "
        "than a quarter of it; and neither an observed target nor an observed database is busy.",
    .remedy = "Make that faster, ask it less often, or stream what it says. Capacity of the backend is not the matter.",
    .look = look_for_slow_model};

}  // namespace loadtest
