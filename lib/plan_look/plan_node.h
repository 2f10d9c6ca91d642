#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/error.h"

namespace loadtest {

/// A node of a plan, as EXPLAIN says it. Times and rows are those of one loop, as there.
struct PlanNode {
  std::string type;  // "Seq Scan"
  std::string schema, relation, alias, index, subplan;
  std::string relationship;                                     // to its parent: "Outer", "InitPlan", "SubPlan"
  std::vector<std::pair<std::string, std::string>> conditions;  // "Filter", "Index Cond" …, in that order
  std::string sort_key, sort_method;
  double startup_cost = 0, total_cost = 0, estimated_rows = 0, width = 0;
  bool ran = false;  // the figures below are known
  double startup_ms = 0, total_ms = 0, rows = 0, loops = 0;
  double removed_by_filter = 0, removed_by_join = 0, removed_by_recheck = 0;
  double sort_kb = 0, hash_batches = 0;
  bool sorts_on_disk = false;
  unsigned workers = 0;                          // launched
  double hits = 0, reads = 0, temp_written = 0;  // blocks, with those of its children
  std::vector<PlanNode> children;

  /// Empty where it has no such condition.
  const std::string& condition(std::string_view name) const;
};

/// What EXPLAIN (FORMAT JSON) says, whole.
struct PlanTree {
  PlanNode root;
  std::optional<double> planning_ms, execution_ms;
  double jit_ms = 0;
  struct Trigger {
    std::string name, relation;
    double ms = 0, calls = 0;
  };
  std::vector<Trigger> triggers;
  std::vector<std::pair<std::string, std::string>> settings;
};

/// Errors (target): it is no plan.
Result<PlanTree> read_plan_tree(std::string_view json);

}  // namespace loadtest
