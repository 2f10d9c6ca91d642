#include <fmt/format.h>

#include <algorithm>

#include "core/units.h"
#include "findings/policy_text.h"
#include "findings/rule.h"
#include "findings/slow_plans.h"

namespace loadtest {

namespace {

constexpr double policy_calls_min = 1'000, policy_share_min = 0.3;

struct Policy {
  std::string name, table, condition;
};

// Of the plan's table: one that makes such a call for every row. An inlined auth.uid() shows what it is made of, so
// there any call that could be made once will do.
std::vector<Policy> calling_policies(const SlowPlan& plan) {
  const ObservedTable* policies = plan.source().find_table("policies");
  std::vector<Policy> found;
  const std::string function = plan.text("per_row_function");
  for (std::size_t row = 0; policies != nullptr && row < policies->rows.size(); ++row) {
    if (policies->text(row, "table") != plan.text("relation")) continue;
    Policy policy{policies->text(row, "policy"), policies->text(row, "table"), policies->text(row, "using")};
    const bool inlined = function == "current_setting";
    const bool calls = policy.condition.find(function + "(") != std::string::npos;
    if (calls || (inlined && wrap_calls(policy.condition) != policy.condition)) found.push_back(std::move(policy));
  }
  return found;
}

// The filter's own words tell no function where it was inlined.
std::string called(const Policy& policy, const std::string& function) {
  if (function != "current_setting") return function + "()";
  for (const char* usual : {"auth.uid()", "auth.role()", "auth.jwt()"})
    if (policy.condition.find(usual) != std::string::npos) return usual;
  return "a function";
}

std::vector<std::string> policy_advice(const Policy& policy, const SlowPlan& plan) {
  std::vector<std::string> advice;
  const std::string wrapped = wrap_calls(policy.condition);
  if (wrapped != policy.condition) {
    advice.push_back(fmt::format("ALTER POLICY {} ON {} USING {};", sql_name(policy.name), sql_table(policy.table),
                                 wrapped.starts_with('(') ? wrapped : "(" + wrapped + ")"));
  } else {
    advice.push_back(
        "the call depends on the row: turn it around, so that one subquery gives all that the user may see "
        "(team_id = ANY (ARRAY(SELECT user_teams())))");
  }
  if (!plan.text("columns").empty() && plan.text("node").ends_with("Seq Scan"))
    advice.push_back(fmt::format("an index on {} ({}) lets it look at the user's rows alone", sql_table(policy.table),
                                 plan.text("columns")));
  advice.emplace_back("also ask for the user's rows in the statement itself: that condition is checked first");
  return advice;
}

void look_for_policy_per_row(const Report& report, std::vector<Finding>& findings) {
  std::vector<std::string> told;
  for (const SlowPlan& plan : slow_plans(report)) {
    if (plan.number("per_row_calls") < policy_calls_min || plan.number("share") < policy_share_min) continue;
    for (const Policy& policy : calling_policies(plan)) {
      const std::string key = policy.table + "." + policy.name;
      if (std::find(told.begin(), told.end(), key) != told.end()) continue;
      told.push_back(key);
      const std::string function = called(policy, plan.text("per_row_function"));
      findings.push_back(
          {.id = "policy-per-row",
           .severity = plan.number("alone_ms") >= 10 ? Severity::critical : Severity::warning,
           .title = fmt::format("policy {} on {} calls {} for every row", policy.name, policy.table, function),
           .evidence = {fmt::format("{}; {} on {} made the call for {} rows to keep {}, {} of that time", plan.times(),
                                    plan.text("node"), policy.table, show_rows(plan.number("per_row_calls")),
                                    show_rows(plan.number("rows_kept")), show_share(plan.number("share"))),
                        "the policy says USING " + policy.condition},
           .advice = policy_advice(policy, plan)});
    }
  }
}

}  // namespace

extern const Rule policy_per_row;
const Rule policy_per_row{
    .id = "policy-per-row",
    .summary = "a policy of row level security calls a function for every row",
    .meaning =
        "A policy's condition is part of every statement on its table. A function in it, such as auth.uid(), that "
        "is not in a subquery is called for each row that is looked at, although it gives the same each time; "
        "reading a setting and taking JSON apart for 100,000 rows is a hundred milliseconds.",
    .evidence =
        "In the plan of one of the slowest statements the filter of a table with row level security called a "
        "function for over 1,000 rows, the node took a third of the time or more, and a policy of that table "
        "has the call. What stands behind another condition is called for the rows alone that are left.",
    .remedy =
        "Write (SELECT auth.uid()) instead of auth.uid(): then it is called once a statement. Give the column that "
        "it is compared with an index. A function of the row, such as is_member(team_id), is turned around: "
        "team_id = ANY (ARRAY(SELECT user_teams())).",
    .look = look_for_policy_per_row};

}  // namespace loadtest
