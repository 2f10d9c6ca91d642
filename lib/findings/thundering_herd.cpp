#include <fmt/format.h>

#include <algorithm>

#include "core/units.h"
#include "findings/failure_kinds.h"
#include "findings/rule.h"
#include "findings/track_figures.h"

namespace loadtest {

namespace {

constexpr Nanos at_once = std::chrono::seconds(3);
constexpr std::uint64_t herd_min = 20, later_min = 5;
constexpr double most_of_all = 0.5;   // of those who were to come
constexpr double slower = 5;          // than who came later
constexpr double slower_of_herd = 3;  // than the quickest of the herd, who waited as well
constexpr double noticed_s = 0.5;
constexpr double many = 0.25;         // of the herd are slow
constexpr double retransmit_s = 0.9;  // a SYN that found no room is sent again after a second
constexpr double failed_min = 0.01;

/// Connects of a stretch of the run.
struct Connects {
  SparseHistogram response;
  std::uint64_t ok = 0, failed = 0;
  KindCounts errors;

  void add(const IntervalOperation& one) {
    response.merge(one.response);
    ok += one.ok;
    failed += count_kinds(one.errors, breaks_off);
    add_kinds(errors, one.errors);
  }
  std::uint64_t all() const { return ok + failed; }
};

/// Those who came all at once, and those who came afterwards.
struct Herd {
  Connects first, later;
  double quick_s = 0;  // what a connect takes otherwise
  bool known_later() const { return later.ok >= later_min; }
};

Herd see_herd(const TrackResult& track, const OperationStats& connects) {
  Herd herd;
  const std::size_t connect = track.operation("connect");
  for (const Interval& interval : track.intervals) {
    if (connect < interval.operations.size()) {
      // One that took long began long before it was counted.
      const IntervalOperation& one = interval.operations[connect];
      (interval.from - one.response.max() < at_once ? herd.first : herd.later).add(one);
    }
  }
  herd.quick_s =
      herd.known_later() ? to_seconds(herd.later.response.percentile(0.5)) : to_seconds(connects.response.min());
  return herd;
}

void look_for_herd(const Report& report, std::vector<Finding>& findings) {
  for (const TrackResult& track : report.result.tracks) {
    const OperationStats* const connects = totals_of(track, "connect");
    if (track.workload != "ws" || connects == nullptr || track.by_sessions) continue;
    const Herd herd = see_herd(track, *connects);
    const auto all = static_cast<double>(herd.first.all());
    if (herd.first.all() < herd_min || all < most_of_all * track.users.asked) continue;
    const double p95_s = to_seconds(herd.first.response.percentile(0.95));
    // A few alone may have lost a packet.
    const double many_s = to_seconds(herd.first.response.percentile(1 - many));
    const bool slow = many_s >= noticed_s && many_s >= (herd.known_later() ? slower : slower_of_herd) * herd.quick_s;
    const bool broke = static_cast<double>(herd.first.failed) > std::max(1.0, failed_min * all) &&
                       static_cast<double>(herd.later.failed) <= failed_min * static_cast<double>(herd.later.all()) &&
                       (herd.known_later() || slow);
    if (!slow && !broke) continue;

    Finding finding{.id = "thundering-herd", .severity = Severity::warning, .title = {}, .evidence = {}, .advice = {}};
    finding.title =
        slow ? fmt::format("{}: connecting took up to {} while all came at once", track.name,
                           show_seconds(to_seconds(herd.first.response.max())))
             : fmt::format("{}: {} connects failed while all came at once", track.name, show_count(herd.first.failed));
    finding.evidence.push_back(
        fmt::format("{} of {} users came within the first {:.0f} s: median {}, p95 {}", show_count(herd.first.all()),
                    show_count(track.users.asked), to_seconds(at_once),
                    show_millis(to_millis(herd.first.response.percentile(0.5))), show_millis(p95_s * 1e3)));
    finding.evidence.push_back(herd.known_later()
                                   ? fmt::format("{} that came later took {} (median)", show_count(herd.later.ok),
                                                 show_millis(herd.quick_s * 1e3))
                                   : fmt::format("the quickest of them took {}", show_millis(herd.quick_s * 1e3)));
    if (herd.first.failed > 0)
      finding.evidence.push_back(
          fmt::format("{} failed as {}", show_count(herd.first.failed), name_kinds(herd.first.errors, breaks_off)));
    const OperationStats* const tcp = totals_of(track, "tcp");
    if (tcp != nullptr && to_seconds(tcp->response.percentile(0.99)) >= retransmit_s) {
      finding.evidence.push_back(
          fmt::format("of these, TCP alone took {} and more for one in a hundred: a full listen queue "
                      "lets a client wait for a second and longer",
                      show_millis(to_millis(tcp->response.percentile(0.99)))));
      finding.advice.emplace_back("a longer listen queue: uvicorn --backlog, and net.core.somaxconn, which bounds it");
    }
    finding.advice.emplace_back("if real users do not all come at once, neither should these: --ramp-up");
    finding.advice.emplace_back(
        "if they do (after a deployment, after a loss): let clients wait for a random time before they "
        "come back, and make logging in cheap (verify tokens without asking anybody, off the loop)");
    findings.push_back(std::move(finding));
  }
}

}  // namespace

extern const Rule thundering_herd;
const Rule thundering_herd{
    .id = "thundering-herd",
    .summary = "connecting is slow or fails because all users come at the same time",
    .meaning =
        "Each login costs the backend something. When everybody comes at once, as after a deployment or at the start "
        "of a test without a ramp-up, they wait in line for it, and some give up.",
    .evidence =
        "Half of the users and at least twenty came within the first three seconds, and connecting took a quarter of "
        "them over half a second and five times what it took who came later (where nobody did, three times what it "
        "took "
        "the quickest of them); or connects failed then, and did not later. A TCP connect that takes a second tells "
        "of a full listen queue.",
    .remedy = "Ramp up, lengthen the listen queue, make logging in cheaper, and let clients come back at random times.",
    .look = look_for_herd};

}  // namespace loadtest
