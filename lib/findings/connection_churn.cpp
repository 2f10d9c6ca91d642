#include <fmt/format.h>

#include "core/units.h"
#include "findings/connection_cost.h"
#include "findings/rule.h"
#include "findings/track_figures.h"

namespace loadtest {

extern const Rule keep_alive_too_slow;

namespace {

// What drops connections makes users come back: that is the cause, and has a finding of its own.
bool dropped(const Report& report) {
  std::vector<Finding> found;
  keep_alive_too_slow.look(report, found);
  return !found.empty();
}

void look_for_churn(const Report& report, std::vector<Finding>& findings) {
  for (const TrackResult& track : report.result.tracks) {
    const auto cost = connection_cost(track);
    if (!cost || !cost->churns() || dropped(report)) continue;
    Finding finding{
        .id = "connection-churn",
        .severity = Severity::warning,
        .title = fmt::format("{}: {} of what users wait for is connecting", track.name, show_share(cost->share())),
        .evidence = {},
        .advice = {}};
    const double seconds = to_seconds(report.result.measured);
    finding.evidence.push_back(fmt::format("{:.0f} connects for {:.0f} messages: {:.2g} for each, {:.3g} a second",
                                           cost->connects, cost->messages, cost->each_message(),
                                           seconds > 0 ? cost->connects / seconds : 0));
    finding.evidence.push_back(fmt::format("connecting took {} together (median {}), waiting for replies {}",
                                           show_seconds(cost->connecting_s), show_millis(cost->connect_ms),
                                           show_seconds(cost->served_s)));
    finding.evidence.push_back(fmt::format("of connecting, TCP takes {}, TLS {}, the upgrade {}, the greeting {}",
                                           show_share(cost->tcp), show_share(cost->tls), show_share(cost->upgrade),
                                           show_share(cost->greeting)));
    if (track.users.lost > 0) {
      finding.evidence.push_back(fmt::format("{} connections went away by themselves", show_count(track.users.lost)));
      finding.advice.emplace_back("find out why connections go away: the kinds of loss are in the result");
    }
    finding.advice.emplace_back("let clients keep their connection from one message to the next");
    if (track.by_sessions)
      finding.advice.emplace_back("if real users write more before they leave, ask for that: --session-messages");
    findings.push_back(std::move(finding));
  }
}

}  // namespace

extern const Rule connection_churn;
const Rule connection_churn{
    .id = "connection-churn",
    .summary = "users connect so often that connecting is much of what they wait for",
    .meaning =
        "A WebSocket is there to be kept. Where users connect for a message or two, each pays for TCP, TLS, the "
        "upgrade and the login, and so does the backend.",
    .evidence =
        "Users connect again and again, once for five messages or more often, it takes a fifth or more of the time "
        "that they wait for anything, and a connect takes 2 ms or more.",
    .remedy = "Keep connections, and find out what ends them early.",
    .look = look_for_churn};

}  // namespace loadtest
