#include <fmt/format.h>

#include <algorithm>

#include "core/units.h"
#include "findings/host_load.h"
#include "findings/rule.h"

namespace loadtest {

namespace {

constexpr std::size_t cpu_readings_min = 3, exporter_readings_min = 5;
// A thread that has work all the time: it runs, or waits for a processor that others have. Where it hardly runs, its
// work is not the cause.
constexpr double thread_full = 0.95, thread_ran_min = 0.35;
// One core and not a bit more, all along, is what a single event loop or an interpreter with one lock takes.
constexpr double core_from = 0.93, core_to = 1.07;

Finding cpu_finding(const Report& report, std::string title) {
  return {.id = "target-cpu-bound",
          .severity = report.verdict.status == VerdictStatus::fail ? Severity::critical : Severity::warning,
          .title = std::move(title),
          .evidence = {},
          .advice = {}};
}

bool find_full_host(const Report& report, const Observed& target, JudgedSpan span, std::vector<Finding>& findings) {
  const HostLoad load = host_load(target, span);
  if (!load.saturated()) return false;
  const Observed* generator = find_observed(report.observations, "generator");
  if (generator != nullptr && same_machine(*generator, target, span)) return false;  // who of both, it cannot tell
  Finding finding =
      cpu_finding(report, fmt::format("the target's machine has no processor free: {} of its {:.0f} cores in use",
                                      show_share(std::min(1.0, median_of(load.used))), load.cpus));
  finding.evidence = {
      fmt::format("at least 95 % busy in {} ({})", show_readings(load.full, load.used), name_of_target(target))};
  if (const double steal = mean_of(points_within(target, "cpu.steal", span)); steal > 0.05) {
    finding.evidence.push_back(
        fmt::format("{} of it was taken by the hypervisor for other machines (cpu.steal)", show_share(steal)));
    finding.advice.emplace_back("a machine whose processors are its own: others take a part of this one's");
  }
  finding.advice.emplace_back("less work for each operation: profile it under this load (py-spy, perf, --cpu-prof)");
  finding.advice.emplace_back("more machines, or more cores");
  findings.push_back(std::move(finding));
  return true;
}

bool find_full_thread(const Report& report, const Observed& target, JudgedSpan span, std::vector<Finding>& findings) {
  const auto ran = points_within(target, "process.busiest_thread", span);
  const auto ready = sum_of(ran, points_within(target, "process.busiest_thread.waited", span));
  const auto full = at_least(ready, thread_full);
  if (ready.size() < cpu_readings_min || 2 * full.size() < ready.size() || mean_of(ran) < thread_ran_min) return false;
  const double together = mean_of(points_within(target, "process.cpu", span));
  const double waited = mean_of(ready) - mean_of(ran);
  Finding finding = cpu_finding(
      report, fmt::format("a thread of the target is never idle: it took {:.2f} of the one core that it can use, {}",
                          mean_of(ran), name_of_target(target)));
  finding.evidence = {fmt::format("it ran or was ready to run for at least 95 % of {}", show_readings(full, ready)),
                      fmt::format("all its processes together took {:.2f} cores", together)};
  if (waited > 0.1) {
    finding.evidence.push_back(fmt::format("for {} of the time others had the processor that it was ready for",
                                           show_share(std::min(1.0, waited))));
    finding.advice.emplace_back("a machine with more free cores: it shares this one with others");
  }
  finding.advice.emplace_back(
      "more workers (uvicorn --workers N, a cluster of processes): one event loop uses one core");
  finding.advice.emplace_back("move what takes long off the event loop: py-spy dump --pid PID shows what runs");
  finding.advice.emplace_back("less work for each message");
  findings.push_back(std::move(finding));
  return true;
}

bool find_full_core(const Report& report, const Observed& target, JudgedSpan span, std::vector<Finding>& findings) {
  // --observe-pid sees the busiest process, where an exporter knows but its own.
  const bool has_threads = target.find_series("process.busiest_thread") != nullptr;
  const auto used = points_within(target, has_threads ? "process.busiest" : "process.cpu", span);
  const auto full = at_least(used, core_from);
  const auto more = at_least(used, core_to);
  const std::size_t one_core = full.size() - more.size();
  if (used.size() < exporter_readings_min || 3 * one_core < 2 * used.size()) return false;
  Finding finding =
      cpu_finding(report, fmt::format("a process of the target takes one core and cannot take more: {:.2f}, {}",
                                      median_of(used), name_of_target(target)));
  finding.evidence = {fmt::format("between {} and {} cores in {}", core_from, core_to, show_readings(full, used))};
  finding.advice = {"more workers: an event loop, or an interpreter with one lock (Python's GIL), uses one core",
                    "less work for each message"};
  findings.push_back(std::move(finding));
  return true;
}

void look_for_cpu_of_target(const Report& report, std::vector<Finding>& findings) {
  const JudgedSpan span = judged_span(report.result);
  for (const Observed* target : targets_of(report.observations)) {
    if (find_full_host(report, *target, span, findings) || find_full_thread(report, *target, span, findings) ||
        find_full_core(report, *target, span, findings))
      return;  // one machine and its process are one cause
  }
}

}  // namespace

extern const Rule target_cpu_bound;
const Rule target_cpu_bound{
    .id = "target-cpu-bound",
    .summary = "the target's processor, or the one core that it can use, was saturated",
    .meaning =
        "Work queues up before a processor that is never idle, and every operation waits for those before it. An "
        "event loop (asyncio, Node.js) and an interpreter with one lock (Python) use a single core, so they are "
        "saturated while their machine looks idle.",
    .evidence =
        "In at least half of the readings of the judged time (--observe-metrics of node_exporter) the target's "
        "machine had no more than 5 % of its cores free; or (--observe-pid) its busiest thread was never idle; "
        "or two thirds of the readings of a process say one core and not more.",
    .remedy =
        "More worker processes where one core is full, more cores or machines where all are. Else less work: "
        "profile it under this load. If the machine is shared with others (cpu.steal), get one that is not.",
    .look = look_for_cpu_of_target};

}  // namespace loadtest
