#pragma once

#include <string>

#include "plan_look/plan_node.h"

namespace loadtest {

/// As EXPLAIN prints it, in no more than so many lines and bytes; `costly` is marked with its share of the whole.
std::string write_plan(const PlanTree&, const PlanNode* costly, double share);

}  // namespace loadtest
