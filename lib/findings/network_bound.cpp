#include <fmt/format.h>

#include "core/units.h"
#include "findings/host_load.h"
#include "findings/rule.h"
#include "report/observed_words.h"

namespace loadtest {

namespace {

constexpr double wire_full_from = 0.85, again_from = 0.01;
constexpr double again_per_s_min = 2;  // one lost segment in a quiet second says nothing

bool find_full_wire(const Observed& host, const std::string& where, JudgedSpan span, std::vector<Finding>& findings) {
  const auto used = points_within(host, "network.used", span);
  const auto full = at_least(used, wire_full_from);
  if (used.size() < 3 || 2 * full.size() < used.size()) return false;
  findings.push_back(
      {.id = "network-bound",
       .severity = Severity::warning,
       .title = fmt::format("{} has a full network: {} of its interface's speed", where, show_share(median_of(used))),
       .evidence = {fmt::format("at least 85 % of {} in {}",
                                show_observed(host.figure("network.speed").value_or(0), "bytes/s"),
                                show_readings(full, used)),
                    fmt::format("{} received, {} sent on average",
                                show_observed(mean_of(points_within(host, "network.received", span)), "bytes/s"),
                                show_observed(mean_of(points_within(host, "network.sent", span)), "bytes/s"))},
       .advice = {"send less: compression (--compression), fewer columns, smaller messages",
                  "a faster link, or several generators and targets"}});
  return true;
}

bool find_lost_segments(const Observed& host, const std::string& where, JudgedSpan span,
                        std::vector<Finding>& findings) {
  const auto again = points_within(host, "tcp.retransmits", span), segments = points_within(host, "tcp.segments", span);
  const double rate = mean_of(again), of = mean_of(segments);
  if (again.size() < 3 || rate < again_per_s_min || rate < again_from * of || of <= 0) return false;
  if (2 * at_least(again, 0.5).size() < again.size()) return false;  // a moment of it
  findings.push_back(
      {.id = "network-bound",
       .severity = Severity::warning,
       .title = fmt::format("segments get lost on the way: {} sent {} of them again", where, show_share(rate / of)),
       .evidence = {fmt::format("{:.1f} a second of {:.0f}, at most {:.0f} in one", rate, of, greatest_of(again))},
       .advice = {"look at the path (mtr, ethtool -S): a link, a firewall or a limit of rate drops packets",
                  "each loss costs at least 200 ms where nothing else is under way: p99 shows it first"}});
  return true;
}

void look_for_network(const Report& report, std::vector<Finding>& findings) {
  const JudgedSpan span = judged_span(report.result);
  const auto look_at = [&](const Observed& host, const std::string& where) {
    return find_full_wire(host, where, span, findings) || find_lost_segments(host, where, span, findings);
  };
  const Observed* generator = find_observed(report.observations, "generator");
  if (generator != nullptr && look_at(*generator, "the generator's machine")) return;
  for (const Observed* target : targets_of(report.observations)) {
    if (look_at(*target, "the target's machine")) return;  // the other end of the same wire
  }
}

}  // namespace

extern const Rule network_bound;
const Rule network_bound{
    .id = "network-bound",
    .summary = "the network was full, or lost segments",
    .meaning =
        "Once a link is full, what is sent waits in line or is dropped. A dropped segment is sent again after 200 ms "
        "or more, and all that comes behind it on the same connection waits for it.",
    .evidence =
        "An interface of the generator's or the target's machine (node_exporter) carried at least 85 % of its speed "
        "in half of the readings of the judged time; or more than 1 % of all TCP segments, and two a second, were "
        "sent again. Virtual interfaces often say no speed.",
    .remedy =
        "Send less, or get a faster path. Where segments get lost on a link that is not full, find who drops them.",
    .look = look_for_network};

}  // namespace loadtest
