#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"

namespace loadtest {

/// What a plan shows of why its statement takes its time, as EXPLAIN (ANALYZE, VERBOSE, BUFFERS, FORMAT JSON) tells it:
/// its costliest node, and the plan as people read it. Without ANALYZE times and rows are not known.
struct PlanLook {
  std::optional<double> total_ms;  // planning and execution
  double planning_ms = 0, jit_ms = 0;
  double hits = 0, reads = 0, temp_written = 0;  // blocks of the whole
  bool spills = false;                           // a sort or a hash did not fit into work_mem
  std::string spill;                             // which: "external merge, 12,345 kB"

  // The node that took the most time by itself, all its loops together; without ANALYZE the one of the greatest cost.
  std::string node, relation, index;  // "Seq Scan", "public.expenses"
  std::string filter;                 // evaluated for each row, as far as it is shown
  double share = 0;                   // of the total
  double loops = 0;
  std::optional<double> rows_kept, rows_removed;  // by the filter, of all loops
  std::optional<double> rows_estimated;           // of all loops
  std::vector<std::string> columns;               // that an index would want: held equal, compared, sorted by
  std::string per_row_function;                   // called for rows in its filter: "auth.is_admin", "current_setting"
  double per_row_calls = 0;                       // for how many, at least
  std::string per_row_subplan;                    // a subquery that ran anew for rows: "SubPlan 1 on public.teams"
  double subplan_loops = 0, subplan_share = 0;
  std::vector<std::string> relations;  // of all its nodes, each once

  std::string text;  // lines as EXPLAIN prints them, the costliest node marked
};

/// Errors (target): it is no plan.
Result<PlanLook> look_at_plan(std::string_view json);

}  // namespace loadtest
