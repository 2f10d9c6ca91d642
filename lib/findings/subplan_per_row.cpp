#include <fmt/format.h>

#include <algorithm>

#include "core/units.h"
#include "findings/rule.h"
#include "findings/slow_plans.h"

namespace loadtest {

namespace {

constexpr double subplan_loops_min = 1'000, subplan_share_min = 0.3;

void look_for_subplan_per_row(const Report& report, std::vector<Finding>& findings) {
  std::vector<std::string> told;
  for (const SlowPlan& plan : slow_plans(report)) {
    if (plan.number("subplan_loops") < subplan_loops_min || plan.number("subplan_share") < subplan_share_min) continue;
    const std::string statement = plan.text("statement");
    if (std::find(told.begin(), told.end(), statement) != told.end()) continue;
    told.push_back(statement);
    findings.push_back(
        {.id = "subplan-per-row",
         .severity = plan.number("alone_ms") >= 10 ? Severity::critical : Severity::warning,
         .title = fmt::format("{} runs a subquery {} times for one answer", statement,
                              show_rows(plan.number("subplan_loops"))),
         .evidence = {fmt::format("{}; {} ran {} times, {} of that time", plan.times(), plan.text("per_row_subplan"),
                                  show_rows(plan.number("subplan_loops")), show_share(plan.number("subplan_share")))},
         .advice = {"let the subquery not depend on the row: column IN (SELECT …) is asked once, EXISTS with the row's "
                    "column in it may be asked for each",
                    "or write it as a join",
                    "where a policy has it, a function with SECURITY DEFINER that gives all ids of the user at once"}});
  }
}

}  // namespace

extern const Rule subplan_per_row;
const Rule subplan_per_row{
    .id = "subplan-per-row",
    .summary = "a subquery runs anew for row after row",
    .meaning =
        "A subquery that names a column of the row around it is a statement of its own for each of these rows: "
        "thousands of small lookups, where one pass would do. It may stand in the statement, in a view or in a "
        "policy.",
    .evidence =
        "In the plan of one of the slowest statements a SubPlan ran over 1,000 times and took a third of the time "
        "or more.",
    .remedy = "Turn the condition around so that the subquery does not depend on the row, or join.",
    .look = look_for_subplan_per_row};

}  // namespace loadtest
