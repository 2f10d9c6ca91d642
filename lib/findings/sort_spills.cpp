#include <fmt/format.h>

#include <algorithm>

#include "core/units.h"
#include "findings/rule.h"
#include "findings/slow_plans.h"

namespace loadtest {

namespace {

void look_for_sort_spills(const Report& report, std::vector<Finding>& findings) {
  constexpr double alone_min_ms = 5;
  std::vector<std::string> told;
  for (const SlowPlan& plan : slow_plans(report)) {
    const std::string statement = plan.text("statement"), spill = plan.text("spill");
    if (spill.empty() || plan.number("alone_ms") < alone_min_ms) continue;
    if (std::find(told.begin(), told.end(), statement) != told.end()) continue;
    told.push_back(statement);
    findings.push_back({.id = "sort-spills",
                        .severity = Severity::warning,
                        .title = fmt::format("{} sorts or hashes on disk: it does not fit into work_mem", statement),
                        .evidence = {fmt::format("{}; {}", plan.times(), spill)},
                        .advice = {"an index in the order that is asked for needs no sort",
                                   "sort fewer or narrower rows: a LIMIT, fewer columns",
                                   "a greater work_mem, which each sort of each connection may take: ALTER ROLE … SET "
                                   "work_mem = '16MB'"}});
  }
}

}  // namespace

extern const Rule sort_spills;
const Rule sort_spills{
    .id = "sort-spills",
    .summary = "a slow statement sorts or hashes on disk",
    .meaning =
        "A sort or a hash that does not fit into work_mem (4 MB where nobody set it) is written to temporary files "
        "and read again. Under load all connections do so at once.",
    .evidence =
        "In the plan of one of the slowest statements, that takes over 5 ms alone, a sort was on disk or a hash "
        "in several batches.",
    .remedy = "Give the order an index, sort less, or raise work_mem for the role that needs it.",
    .look = look_for_sort_spills};

}  // namespace loadtest
