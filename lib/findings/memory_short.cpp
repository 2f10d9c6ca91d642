#include <fmt/format.h>

#include <algorithm>

#include "core/units.h"
#include "findings/host_load.h"
#include "findings/rule.h"
#include "report/observed_words.h"

namespace loadtest {

namespace {

constexpr double short_below = 0.05, very_short_below = 0.02;

void look_at_memory_of(const Observed& host, bool generator, JudgedSpan span, std::vector<Finding>& findings) {
  const double total = host.figure("memory.total").value_or(0);
  const auto left = points_within(host, "memory.available", span);
  if (total <= 0 || left.size() < 3) return;
  const std::size_t tenth = std::max<std::size_t>(1, left.size() / 10);
  const double first = median_of(std::span(left).first(tenth)), last = median_of(std::span(left).last(tenth));
  if (last >= short_below * total || last >= first) return;
  Finding finding{
      .id = "memory-short",
      .severity = last < very_short_below * total ? Severity::critical : Severity::warning,
      .title = fmt::format("{} runs out of memory: {} of {} left",
                           generator ? "the generator's machine" : "the target's machine", show_observed(last, "bytes"),
                           show_observed(total, "bytes")),
      .evidence = {fmt::format("available fell from {} to {}, which is {} of all", show_observed(first, "bytes"),
                               show_observed(last, "bytes"), show_share(last / total))},
      .advice = {}};
  if (const auto limit = host.figure("limit.memory"))
    finding.evidence.push_back(fmt::format("its cgroup allows {}", show_observed(*limit, "bytes")));
  if (!generator) finding.evidence.push_back(name_of_target(host));
  finding.advice = {
      generator ? "fewer users here, or several generators: --segment K/N" : "find what grows: --observe-pid",
      "more memory, or a higher limit of the container"};
  findings.push_back(std::move(finding));
}

void look_for_short_memory(const Report& report, std::vector<Finding>& findings) {
  const JudgedSpan span = judged_span(report.result);
  const Observed* generator = find_observed(report.observations, "generator");
  if (generator != nullptr) look_at_memory_of(*generator, true, span, findings);
  for (const Observed* target : targets_of(report.observations)) {
    if (generator == nullptr || !same_machine(*generator, *target, span))
      look_at_memory_of(*target, false, span, findings);
  }
}

}  // namespace

extern const Rule memory_short;
const Rule memory_short{
    .id = "memory-short",
    .summary = "a machine ran out of memory",
    .meaning =
        "When hardly any memory is left, the kernel takes it from caches of files and writes pages out, and "
        "everything that was fast waits for a disk. In the end it kills the largest process.",
    .evidence =
        "In the last tenth of the judged time less than 5 % of the memory of the machine, or of its cgroup's limit, "
        "was available (less than 2 %: critical), and less than in the first tenth.",
    .remedy =
        "Of the target: find what grows with the load, or give it more. Of the generator: fewer users on one machine.",
    .look = look_for_short_memory};

}  // namespace loadtest
