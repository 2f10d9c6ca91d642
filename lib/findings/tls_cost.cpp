#include <fmt/format.h>

#include "core/units.h"
#include "findings/connection_cost.h"
#include "findings/rule.h"
#include "findings/track_figures.h"

namespace loadtest {

namespace {

void look_for_tls_cost(const Report& report, std::vector<Finding>& findings) {
  constexpr double most = 0.5;
  for (const TrackResult& track : report.result.tracks) {
    const auto cost = connection_cost(track);
    if (!cost || !cost->churns() || cost->tls < most) continue;
    Finding finding{
        .id = "tls-cost",
        .severity = Severity::warning,
        .title = fmt::format("{}: {} of connecting is the TLS handshake", track.name, show_share(cost->tls)),
        .evidence = {},
        .advice = {}};
    finding.evidence.push_back(
        fmt::format("{:.0f} handshakes, half of which took {} and more; the upgrade behind them takes "
                    "{} of connecting",
                    cost->connects, show_millis(cost->tls_ms), show_share(cost->upgrade)));
    finding.advice.emplace_back("fewer connects: see connection-churn");
    finding.advice.emplace_back("an ECDSA certificate (P-256) in place of RSA: its signature costs a tenth of the CPU");
    finding.advice.emplace_back(
        "TLS 1.3 (a round trip less), session tickets, and a proxy that does TLS on cores of its own");
    findings.push_back(std::move(finding));
  }
}

}  // namespace

extern const Rule tls_cost;
const Rule tls_cost{
    .id = "tls-cost",
    .summary = "most of connecting is the TLS handshake, and users connect often",
    .meaning =
        "A handshake costs the server a signature, a millisecond or so of CPU with RSA, and the user one or two "
        "round trips. A backend that does it on its event loop does nothing else meanwhile.",
    .evidence =
        "Users connect so often that it matters (as for connection-churn), and half or more of connecting is TLS.",
    .remedy =
        "Connect less often, use a certificate with an elliptic curve, TLS 1.3 and session tickets, or let a proxy do "
        "it.",
    .look = look_for_tls_cost};

}  // namespace loadtest
