// Plans as PostgreSQL 15 gave them, shortened to what is read of them.
#include "plan_look/plan_look.h"

#include <gmock/gmock.h>

namespace loadtest {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* without_index =
    R"J([{"Plan": {"Node Type": "Limit", "Parallel Aware": false, "Startup Cost": 4552.33,
  "Total Cost": 4552.45, "Plan Rows": 50, "Plan Width": 40, "Actual Startup Time": 17.157, "Actual Total Time": 17.164,
  "Actual Rows": 50, "Actual Loops": 1, "Shared Hit Blocks": 1878, "Shared Read Blocks": 3, "Temp Written Blocks": 0,
  "Plans": [{"Node Type": "Sort", "Parent Relationship": "Outer", "Plan Rows": 4946, "Actual Startup Time": 17.155,
    "Actual Total Time": 17.157, "Actual Rows": 50, "Actual Loops": 1, "Sort Key": ["expenses.date DESC"],
    "Sort Method": "top-N heapsort", "Sort Space Used": 32, "Sort Space Type": "Memory",
    "Plans": [{"Node Type": "Seq Scan", "Parent Relationship": "Outer", "Relation Name": "expenses", "Schema": "public",
      "Alias": "expenses", "Plan Rows": 4946, "Actual Startup Time": 0.015, "Actual Total Time": 16.004,
      "Actual Rows": 5020, "Actual Loops": 1, "Rows Removed by Filter": 195780,
      "Filter": "(expenses.user_id = '2eb2363e-cd38-4ec8-68ff-7e9bfece89a0'::uuid)"}]}]},
  "Settings": {"search_path": "\"public\", \"extensions\""}, "Planning Time": 0.039, "Triggers": [],
  "Execution Time": 17.184}])J";

PlanLook look(const std::string& json) {
  const auto made = look_at_plan(json);
  EXPECT_TRUE(made) << made.error().line();
  return made.value_or(PlanLook{});
}

TEST(APlanWithoutAnIndex, ShowsTheScanAndWhatAnIndexWouldWant) {
  const PlanLook seen = look(without_index);
  EXPECT_EQ(seen.node, "Seq Scan");
  EXPECT_EQ(seen.relation, "public.expenses");
  EXPECT_NEAR(seen.share, 16.004 / (17.184 + 0.039), 1e-9);
  EXPECT_EQ(seen.rows_kept, 5020);
  EXPECT_EQ(seen.rows_removed, 195780);
  EXPECT_EQ(seen.rows_estimated, 4946);
  EXPECT_THAT(seen.columns, ElementsAre("user_id", "date")) << "the order that is asked for comes last";
  EXPECT_EQ(seen.per_row_function, "");
  EXPECT_EQ(seen.hits, 1878);
  EXPECT_EQ(seen.reads, 3);
  EXPECT_FALSE(seen.spills);
  EXPECT_THAT(seen.text, HasSubstr("Seq Scan on public.expenses  (cost=0.00..0.00 rows=4946 width=0) (actual "
                                   "time=0.015..16.004 rows=5020 loops=1)  <== 92.92 % of the time\n"));
  EXPECT_THAT(seen.text, HasSubstr("\n              Rows Removed by Filter: 195780\n"));
  EXPECT_THAT(seen.text, HasSubstr("\nExecution Time: 17.184 ms"));
}

/// A scan with this filter, of which 10 rows are kept and 90 are not, in 2 loops.
std::string scan(const std::string& filter, const std::string& more = "") {
  return R"J([{"Plan": {"Node Type": "Seq Scan", "Relation Name": "t", "Schema": "public", "Alias": "t", "Plan Rows": 1,
    "Actual Startup Time": 0, "Actual Total Time": 5, "Actual Rows": 10, "Actual Loops": 2, "Rows Removed by Filter": 90,
    "Filter": ")J" +
         filter + "\"" + more + R"J(}, "Execution Time": 10}])J";
}

TEST(AFunctionInAFilter, IsCalledForEveryRowOnlyWhereItComesFirst) {
  const PlanLook first = look(scan("(auth.uid() = t.user_id)"));
  EXPECT_EQ(first.per_row_function, "auth.uid");
  EXPECT_EQ(first.per_row_calls, 200);
  const PlanLook after = look(scan("((t.user_id = $1) AND (auth.uid() = t.user_id))"));
  EXPECT_EQ(after.per_row_function, "auth.uid");
  EXPECT_EQ(after.per_row_calls, 20);
  EXPECT_EQ(look(scan("($0 = t.user_id)")).per_row_function, "");
}

TEST(ASubplan, CountsWhereItRanForRowAfterRow) {
  const std::string children = R"J(, "Plans": [{"Node Type": "Index Scan", "Parent Relationship": "SubPlan",
    "Subplan Name": "SubPlan 1", "Relation Name": "teams", "Schema": "public", "Actual Total Time": 0.01,
    "Actual Rows": 1, "Actual Loops": 200}])J";
  const PlanLook seen = look(scan("(SubPlan 1)", children));
  EXPECT_EQ(seen.per_row_subplan, "SubPlan 1 on public.teams");
  EXPECT_EQ(seen.subplan_loops, 200);
  EXPECT_DOUBLE_EQ(seen.subplan_share, 0.2);
  EXPECT_THAT(seen.relations, ElementsAre("public.t", "public.teams"));
  EXPECT_EQ(look(scan("(hashed SubPlan 1)", R"J(, "Plans": [{"Node Type": "Seq Scan", "Parent Relationship": "SubPlan",
    "Subplan Name": "SubPlan 1", "Actual Loops": 1}])J"))
                .per_row_subplan,
            "");
}

TEST(Workers, TakeTheTimeOfOneSideBySide) {
  const PlanLook seen = look(R"J([{"Plan": {"Node Type": "Gather", "Actual Total Time": 100, "Actual Rows": 3,
    "Actual Loops": 1, "Workers Launched": 2, "Plans": [{"Node Type": "Seq Scan", "Parallel Aware": true,
    "Relation Name": "t", "Alias": "t", "Actual Total Time": 90, "Actual Rows": 1, "Actual Loops": 3,
    "Rows Removed by Filter": 1000, "Filter": "(t.a = 1)"}]}, "Execution Time": 100}])J");
  EXPECT_EQ(seen.node, "Parallel Seq Scan");
  EXPECT_DOUBLE_EQ(seen.share, 0.9);
  EXPECT_EQ(seen.rows_removed, 3000);
}

TEST(ASortOnDisk, IsASpill) {
  const PlanLook seen = look(R"J([{"Plan": {"Node Type": "Sort", "Sort Key": ["t.a"], "Sort Method": "external merge",
    "Sort Space Used": 12344, "Sort Space Type": "Disk", "Actual Total Time": 9, "Actual Rows": 1, "Actual Loops": 1,
    "Temp Written Blocks": 1543}, "Execution Time": 10}])J");
  EXPECT_TRUE(seen.spills);
  EXPECT_EQ(seen.spill, "external merge, 12,344 kB on disk");
  EXPECT_EQ(seen.temp_written, 1543);
}

TEST(ATrigger, MayTakeMoreThanTheWholePlan) {
  const PlanLook seen =
      look(R"J([{"Plan": {"Node Type": "ModifyTable", "Operation": "Delete", "Relation Name": "parents",
    "Actual Total Time": 1, "Actual Rows": 0, "Actual Loops": 1}, "Triggers": [{"Trigger Name": "RI_1",
    "Constraint Name": "children_parent_fkey", "Relation": "parents", "Time": 50, "Calls": 1}], "Execution Time": 51}])J");
  EXPECT_EQ(seen.node, "Trigger");
  EXPECT_EQ(seen.relation, "children_parent_fkey");
  EXPECT_NEAR(seen.share, 50.0 / 51, 1e-9);
}

TEST(APlanThatNeverRan, HasCostsAlone) {
  const PlanLook seen =
      look(R"J([{"Plan": {"Node Type": "Seq Scan", "Relation Name": "t", "Alias": "t", "Total Cost": 20,
    "Plan Rows": 7, "Filter": "(t.a = 1)"}}])J");
  EXPECT_FALSE(seen.total_ms);
  EXPECT_FALSE(seen.rows_removed);
  EXPECT_EQ(seen.rows_estimated, 7);
  EXPECT_DOUBLE_EQ(seen.share, 1);
  EXPECT_THAT(seen.text, HasSubstr("<== 100 % of the cost"));
  EXPECT_THAT(seen.text, Not(HasSubstr("actual")));
}

TEST(APlan, IsBoundedAndSafeToShow) {
  std::string deep = R"J({"Node Type": "Seq Scan", "Relation Name": "a\u001b[31m"})J";
  for (int i = 0; i < 150; ++i) deep = R"J({"Node Type": "Result", "Plans": [)J" + deep + "]}";
  const PlanLook seen = look(R"J([{"Plan": )J" + deep + "}]");
  EXPECT_LT(seen.text.size(), 8000u);
  EXPECT_THAT(seen.text, HasSubstr("…"));
  EXPECT_THAT(look(R"J([{"Plan": {"Node Type": "Seq Scan", "Relation Name": "a\u001b[31m"}}])J").text,
              Not(HasSubstr("\x1b")));
}

TEST(WhatIsNoPlan, IsOneError) {
  for (const char* text : {"", "[]", "{}", "[{\"Plan\": 3}]", "[3]", "no"}) EXPECT_FALSE(look_at_plan(text)) << text;
}

}  // namespace
}  // namespace loadtest
