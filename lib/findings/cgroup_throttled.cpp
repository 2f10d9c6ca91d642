#include <fmt/format.h>

#include "core/units.h"
#include "findings/rule.h"
#include "findings/series_part.h"

namespace loadtest {

namespace {

constexpr double held_from = 0.02, held_badly_from = 0.05;

void look_for_throttling(const Report& report, std::vector<Finding>& findings) {
  const Observed* generator = find_observed(report.observations, "generator");
  if (generator == nullptr) return;
  const auto held = points_within(*generator, "cpu.throttled", judged_span(report.result));
  const double share = mean_of(held);
  if (held.size() < 3 || share < held_from) return;
  Finding finding{
      .id = "cgroup-throttled",
      .severity = share > held_badly_from ? Severity::critical : Severity::warning,
      .title = fmt::format("the generator was held back by its cgroup for {} of the time", show_share(share)),
      .evidence = {fmt::format("in {}; for {} of the worst second", show_readings(at_least(held, held_from), held),
                               show_share(greatest_of(held)))},
      .advice = {"a higher limit for it: docker run --cpus, resources.limits.cpu of Kubernetes, CPUQuota= of "
                 "systemd",
                 "no limit but a request, where nobody else needs protection",
                 "fewer --threads: what they use together counts against the limit"}};
  if (const auto limit = generator->figure("limit.cpus"))
    finding.evidence.push_back(
        fmt::format("its limit is {:.2f} cores of {:.0f}", *limit, generator->figure("cpus").value_or(0)));
  findings.push_back(std::move(finding));
}

}  // namespace

extern const Rule cgroup_throttled;
const Rule cgroup_throttled{
    .id = "cgroup-throttled",
    .summary = "the load generator ran into the processor limit of its container",
    .meaning =
        "A cgroup with a limit may use its share of every tenth of a second as fast as it likes, then it stands "
        "still until the next begins. On average it looks half idle, but answers that come meanwhile wait for "
        "tens of milliseconds, and latencies are those of the limit.",
    .evidence =
        "The kernel's count of throttled time (cpu.stat of the cgroup and those above it) came to at least 2 % of "
        "the judged time; from 5 % on it is critical.",
    .remedy = "Raise or lift the limit of the generator's container, or ask for less load.",
    .look = look_for_throttling};

}  // namespace loadtest
