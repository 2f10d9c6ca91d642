#include "findings/host_load.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace loadtest {
namespace {

constexpr double full_from = 0.95;
constexpr std::size_t readings_min = 3;

}  // namespace

bool HostLoad::saturated() const { return used.size() >= readings_min && 2 * full.size() >= used.size(); }

HostLoad host_load(const Observed& host, JudgedSpan span) {
  HostLoad load;
  load.used = sum_of(points_within(host, "cpu.busy", span), points_within(host, "cpu.steal", span));
  load.full = at_least(load.used, full_from);
  load.cpus = host.figure("cpus").value_or(0);
  return load;
}

bool same_machine(const Observed& generator, const Observed& host, JudgedSpan span) {
  constexpr double alike = 0.05;
  const auto one = generator.figure("memory.total"), other = host.figure("memory.total");
  if (generator.figure("cpus") != host.figure("cpus")) return false;
  if (one && other && std::abs(*one - *other) > alike * *other) return false;
  const auto here = points_within(generator, "cpu.busy", span), there = points_within(host, "cpu.busy", span);
  const std::size_t count = std::min(here.size(), there.size());
  double apart = 0;
  for (std::size_t i = 0; i < count; ++i) apart += std::abs(here[i].value - there[i].value);
  return count > 0 && apart / static_cast<double>(count) < alike;
}

std::string name_of_target(const Observed& target) {
  if (const ObservedTable* processes = target.find_table("processes"); processes && !processes->rows.empty()) {
    return fmt::format("{} (pid {:.0f})", processes->text(0, "name"), processes->number(0, "pid").value_or(0));
  }
  for (const auto& [name, text] : target.facts) {
    if (name == "metrics") return text;
  }
  return target.source;
}

}  // namespace loadtest
