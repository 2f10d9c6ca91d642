#include <fmt/format.h>

#include <algorithm>

#include "core/units.h"
#include "findings/failure_kinds.h"
#include "findings/rule.h"
#include "findings/track_figures.h"

namespace loadtest {

namespace {

constexpr double silence_min_s = 1;
constexpr double spread_max = 0.2;  // of the median, between the tenth and the ninetieth of a hundred
constexpr double lost_min = 3;

/// The spread of one figure of a row of `lost`.
struct SpreadOfLost {
  double median = 0, p10 = 0, p90 = 0, min = 0, max = 0;
  bool narrow() const { return median >= silence_min_s && p90 - p10 <= spread_max * median; }
};

SpreadOfLost spread_of(const ObservedTable& lost, std::size_t row, const std::string& what) {
  const auto number = [&](const char* figure) { return lost.number(row, what + figure).value_or(0); };
  return {number("_s"), number("_s_p10"), number("_s_p90"), number("_s_min"), number("_s_max")};
}

bool of_another_cause(const std::string& kind) {
  return refuses_who(kind) || refuses_rate(kind) || kind == "close 1000" || kind == "close 1012";
}

void look_at_lost(const Report& report, const TrackResult& track, const ObservedTable& lost, std::size_t row,
                  std::vector<Finding>& findings) {
  const std::string kind = lost.text(row, "kind");
  const double count = lost.number(row, "count").value_or(0), first_s = lost.number(row, "first_s").value_or(0),
               last_s = lost.number(row, "last_s").value_or(0);
  const SpreadOfLost silent = spread_of(lost, row, "silent"), unsent = spread_of(lost, row, "unsent"),
                     age = spread_of(lost, row, "age");
  if (of_another_cause(kind) || count < lost_min) return;
  const bool both = silent.narrow();
  if (!both && !unsent.narrow()) return;
  const SpreadOfLost& silence = both ? silent : unsent;
  // All at one instant: somebody ended them, and their silence is as alike as their users. All at one age: that is what
  // was counted, unless they were silent from the beginning.
  if (last_s - first_s < std::min(1.0, silence.median / 2)) return;
  if (age.narrow() && silence.median < 0.8 * age.median && age.p90 - age.p10 <= silence.p90 - silence.p10) return;

  const Observed* const notes = notes_of(report, track);
  Finding finding{.id = "keep-alive-too-slow",
                  .severity = Severity::critical,
                  .title = fmt::format("{}: connections go away after {} {}", track.name, show_seconds(silence.median),
                                       both ? "of silence" : "without a message of ours"),
                  .evidence = {},
                  .advice = {}};
  finding.evidence.push_back(fmt::format(
      "{:.0f} connections went away as {} after {} {} (eight of ten after {} to {}), from {} to {}", count, kind,
      show_seconds(silence.median), both ? "in which nobody said anything" : "in which nothing was sent to the target",
      show_seconds(silence.p10), show_seconds(silence.p90), show_seconds(first_s), show_seconds(last_s)));
  finding.evidence.push_back(
      fmt::format("they were {} to {} old by then", show_seconds(age.min), show_seconds(age.max)));
  if (track.think_time > Nanos(0))
    finding.evidence.push_back("users pause for " + format_duration(track.think_time) +
                               " on average between a reply and "
                               "the next message");
  const ObservedTable* const failures = notes->find_table("failures");
  for (std::size_t i = 0; failures != nullptr && i < failures->rows.size(); ++i) {
    if (failures->text(i, "kind") == kind && !failures->text(i, "said").empty())
      finding.evidence.push_back("the target says: " + failures->text(i, "said"));
  }
  const bool by_target = kind.starts_with("close ") && kind != "close 1006";
  if (by_target) {
    finding.advice.push_back(
        fmt::format("the backend itself closes who is silent for {}: does the dialogue answer its "
                    "keep-alive (is: keep_alive)? Do real clients?",
                    show_seconds(silence.median)));
  }
  finding.advice.push_back(
      fmt::format("let the backend (or the clients) ping more often than that, each {} or so; uvicorn: "
                  "--ws-ping-interval",
                  show_seconds(silence.median / 3)));
  finding.advice.emplace_back(
      "or let what is between wait for longer: proxy_read_timeout of nginx, timeout tunnel of "
      "HAProxy, the idle time-out of a load balancer");
  finding.advice.emplace_back(
      "clients come back after such a loss: with several backends, let them find the one that has "
      "their session (sticky sessions), or keep none in a process");
  findings.push_back(std::move(finding));
}

void look_for_slow_keep_alive(const Report& report, std::vector<Finding>& findings) {
  for (const TrackResult& track : report.result.tracks) {
    const Observed* const notes = notes_of(report, track);
    const ObservedTable* const lost = notes == nullptr ? nullptr : notes->find_table("lost");
    for (std::size_t row = 0; lost != nullptr && row < lost->rows.size(); ++row)
      look_at_lost(report, track, *lost, row, findings);
  }
}

}  // namespace

extern const Rule keep_alive_too_slow;
const Rule keep_alive_too_slow{
    .id = "keep-alive-too-slow",
    .summary = "connections are dropped after a certain silence",
    .meaning =
        "Proxies, load balancers and backends end connections on which nothing happens for some time. A chat is "
        "silent while its user reads. Unless something is sent more often than the most impatient of them "
        "allows, the user's next message finds no connection.",
    .evidence =
        "At least three connections of one kind of loss whose silence before it was the same to within a fifth, "
        "and at least a second, though they went away at different times and not at the same age.",
    .remedy =
        "Send pings at a third of the shortest time-out on the way, or raise that time-out. Clients should come "
        "back by themselves, after a pause that differs from one to the next.",
    .look = look_for_slow_keep_alive};

}  // namespace loadtest
