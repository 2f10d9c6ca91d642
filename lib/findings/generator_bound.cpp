#include <fmt/format.h>

#include "core/units.h"
#include "findings/rule.h"

namespace loadtest {

namespace {

void look(const Report& report, std::vector<Finding>& findings) {
  const Trust& trust = report.verdict.trust;
  if (trust.trustworthy) return;
  const Health& health = report.result.health;
  Finding finding{.id = "generator-bound",
                  .severity = Severity::critical,
                  .title = "loadtest itself was the bottleneck: its figures may be its own fault",
                  .evidence = trust.reasons,
                  .advice = {"run it on a machine of its own, with more cores",
                             "split the load over several machines: --segment K/N and --start-at, then loadtest merge",
                             "ask for less: fewer starts a second, or fewer users"}};
  finding.evidence.push_back(fmt::format("its busiest thread used {} of a core and waited {} of the run for one",
                                         show_share(health.cpu_share), show_share(health.waited_share)));
  findings.push_back(std::move(finding));
}

}  // namespace

extern const Rule generator_bound;
const Rule generator_bound{
    .id = "generator-bound",
    .summary = "the load generator was the bottleneck",
    .meaning =
        "A load generator that is late, or has no processor when an answer comes, measures itself. Every figure "
        "of such a run may be too bad, and none says what the target can do.",
    .evidence =
        "In the open model the p99 of the generator's lag was over 1 ms and over 5 % of the reported p95, or "
        "starts were missed, or one of its threads was ready but had no processor for more than a fifth of the "
        "run.",
    .remedy =
        "Give the generator a machine of its own or more cores, split the load over several generators with "
        "--segment, or ask for less. Until then the verdict is inconclusive, never a pass.",
    .look = look};

}  // namespace loadtest
