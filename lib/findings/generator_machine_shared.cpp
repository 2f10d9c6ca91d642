#include <fmt/format.h>

#include <algorithm>

#include "core/units.h"
#include "findings/host_load.h"
#include "findings/rule.h"

namespace loadtest {

namespace {

constexpr double throttled_max = 0.02;

void look_for_others_here(const Report& report, std::vector<Finding>& findings) {
  const Observed* generator = find_observed(report.observations, "generator");
  const Trust& trust = report.verdict.trust;
  // A full machine that keeps nobody waiting is a well used one.
  if (generator == nullptr || (trust.trustworthy && trust.warnings.empty())) return;
  const JudgedSpan span = judged_span(report.result);
  const HostLoad load = host_load(*generator, span);
  // What its own limit takes from it, nobody else has.
  if (mean_of(points_within(*generator, "cpu.throttled", span)) > throttled_max) return;
  const double own = mean_of(points_within(*generator, "cpu.loadtest", span)), used = mean_of(load.used);
  if (!load.saturated() || own > used / 2) return;
  Finding finding{
      .id = "generator-machine-shared",
      .severity = report.embedded || trust.trustworthy ? Severity::info : Severity::warning,
      .title = fmt::format("others had the processors of the generator's machine: loadtest took {} of it, they {}",
                           show_share(own), show_share(std::min(1.0, used) - own)),
      .evidence = {fmt::format("at least 95 % busy in {}", show_readings(load.full, load.used)),
                   fmt::format("its threads waited for a processor in {} of the run",
                               show_share(report.result.health.waited_share))},
      .advice = {}};
  if (const double steal = mean_of(points_within(*generator, "cpu.steal", span)); steal > 0.05)
    finding.evidence.push_back(fmt::format("{} was taken by the hypervisor (cpu.steal)", show_share(steal)));
  for (const Observed* target : targets_of(report.observations)) {
    if (const auto cpu = points_within(*target, "process.cpu", span); target->find_table("processes") && !cpu.empty())
      finding.evidence.push_back(
          fmt::format("the target took {:.2f} of {:.0f} cores: {}", mean_of(cpu), load.cpus, name_of_target(*target)));
  }
  if (report.embedded) {
    finding.advice = {"nothing, to try loadtest out: the embedded target shares the machine on purpose",
                      "for figures that mean something, a target on a machine of its own"};
  } else {
    finding.advice = {"put target and generator on machines of their own", "end what else runs here (top shows it)"};
  }
  findings.push_back(std::move(finding));
}

}  // namespace

extern const Rule generator_machine_shared;
const Rule generator_machine_shared{
    .id = "generator-machine-shared",
    .summary = "something else took the processors of the machine that makes the load",
    .meaning =
        "loadtest needed little, but had to wait for what it needed, because others on its machine had the "
        "processors: the target itself, a build, another container. Its waiting is in every figure.",
    .evidence =
        "loadtest says that its own figures are in doubt; in at least half of the readings of the judged time no "
        "more than 5 % of its machine's cores were free; and it took less than half of what was used.",
    .remedy =
        "Give target and generator a machine each. With --embedded both share one on purpose, and this is for "
        "information only.",
    .look = look_for_others_here};

}  // namespace loadtest
