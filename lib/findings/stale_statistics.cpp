#include <fmt/format.h>

#include <algorithm>

#include "core/units.h"
#include "findings/rule.h"
#include "findings/slow_plans.h"

namespace loadtest {

namespace {

constexpr double wrong_node_times_off = 100, wrong_node_rows_min = 1'000, wrong_node_share_min = 0.3;

// Fewer than expected may be an early end: a LIMIT above.
void look_for_stale_statistics(const Report& report, std::vector<Finding>& findings) {
  std::vector<std::string> told;
  for (const SlowPlan& plan : slow_plans(report)) {
    const double kept = plan.number("rows_kept"), expected = std::max(1.0, plan.number("rows_estimated"));
    const std::string relation = plan.text("relation");
    if (kept < wrong_node_rows_min || kept < wrong_node_times_off * expected || relation.empty()) continue;
    if (plan.number("share") < wrong_node_share_min) continue;
    if (std::find(told.begin(), told.end(), relation) != told.end()) continue;
    told.push_back(relation);
    Finding finding{.id = "stale-statistics",
                    .severity = Severity::warning,
                    .title = fmt::format("the planner is wrong about {}: it expected {} rows and got {}", relation,
                                         show_rows(expected), show_rows(kept)),
                    .evidence = {fmt::format("{}; {} on {} is {} of that time", plan.times(), plan.text("node"),
                                             relation, show_share(plan.number("share")))},
                    .advice = {fmt::format("ANALYZE {}; after every load of many rows, and let autovacuum run",
                                           sql_table(relation)),
                               "where columns depend on one another: CREATE STATISTICS",
                               "where one value is much more frequent than others: a greater statistics target for "
                               "the column"}};
    if (plan.text("plan_kind") == "generic") {
      finding.evidence.emplace_back("the plan of the prepared statement is generic: it serves all values");
      finding.advice.emplace_back("where few values have most rows: plan_cache_mode = force_custom_plan for the role");
    }
    findings.push_back(std::move(finding));
  }
}

}  // namespace

extern const Rule stale_statistics;
const Rule stale_statistics{
    .id = "stale-statistics",
    .summary = "the planner expects a hundred times fewer rows than there are",
    .meaning =
        "PostgreSQL chooses between plans by how many rows it expects. Where its statistics are old or missing, "
        "it chooses a plan for another table than the one that is there: a way that is right for one row is "
        "taken for a hundred thousand.",
    .evidence =
        "In the plan of one of the slowest statements the costliest node met a hundred times more rows than "
        "expected, a thousand at least, and took a third of the time or more.",
    .remedy =
        "ANALYZE the table; let autovacuum do so; CREATE STATISTICS for columns that depend on one another. A "
        "generic plan of a prepared statement knows no values: plan_cache_mode = force_custom_plan.",
    .look = look_for_stale_statistics};

}  // namespace loadtest
