#include "plan_look/plan_look.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/text.h"
#include "core/units.h"
#include "plan_look/condition_text.h"
#include "plan_look/plan_text.h"

namespace loadtest {
namespace {

constexpr std::size_t filter_bytes_max = 500, columns_max = 3;

/// A node as it stands in its plan.
struct Place {
  const PlanNode* node;
  double self;            // ms of all its loops, without its children; or cost
  double processes;       // that ran it side by side
  std::string sorted_by;  // the keys of the nearest sort above
};

// What parallel workers do side by side takes the time of one of them.
double whole(const PlanNode& node, double processes) {
  return node.ran ? node.total_ms * node.loops / processes : node.total_cost;
}

void visit(const PlanNode& node, double processes, const std::string& sorted_by, std::vector<Place>& places) {
  const std::string& keys = node.sort_key.empty() ? sorted_by : node.sort_key;
  const double below = node.type.starts_with("Gather") ? node.workers + 1.0 : processes;
  double of_children = 0;
  for (const PlanNode& child : node.children) of_children += whole(child, below);
  places.push_back({&node, std::max(0.0, whole(node, processes) - of_children), processes, keys});
  for (const PlanNode& child : node.children) visit(child, below, keys, places);
}

std::string relation_of(const PlanNode& node) {
  return node.schema.empty() ? node.relation : node.schema + "." + node.relation;
}

void add_once(std::vector<std::string>& names, std::string name) {
  if (names.size() < columns_max && std::find(names.begin(), names.end(), name) == names.end())
    names.push_back(std::move(name));
}

// What of the filter is evaluated for every row, and what only for those that are left by then.
void look_at_filter(const Place& place, PlanLook& look) {
  const PlanNode& node = *place.node;
  std::string filter = node.condition("Filter");
  if (filter.empty()) filter = node.condition("Join Filter");
  look.filter = escape_foreign(filter, filter_bytes_max);
  if (node.ran) {
    look.rows_kept = node.rows * node.loops;
    look.rows_removed = (node.removed_by_filter + node.removed_by_join) * node.loops;
  }
  look.rows_estimated = node.estimated_rows * std::max(1.0, node.loops);
  bool first = true;
  for (const std::string_view part : conjuncts(filter)) {
    if (const std::string call = costly_call(part); !call.empty()) {
      look.per_row_function = escape_foreign(call, 100);
      look.per_row_calls = look.rows_kept.value_or(0) + (first ? look.rows_removed.value_or(0) : 0);
      break;
    }
    first = false;
  }
  if (!node.alias.empty())
    for (std::string& column : columns_of(filter, node.alias)) add_once(look.columns, std::move(column));
  if (!look.columns.empty())
    for (std::string& column : columns_of(place.sorted_by, node.alias)) add_once(look.columns, std::move(column));
  for (std::string& column : look.columns) column = escape_foreign(column, 80);
}

// A subquery that is asked anew for row after row. Its time is that of the node whose condition it stands in.
void look_at_subplans(const std::vector<Place>& places, double all, PlanLook& look) {
  for (const Place& place : places) {
    const PlanNode& node = *place.node;
    if (node.relationship != "SubPlan" || node.loops <= std::max(1.0, look.subplan_loops)) continue;
    look.subplan_loops = node.loops;
    look.subplan_share = all > 0 ? std::min(1.0, whole(node, place.processes) / all) : 0;
    const PlanNode* scan = &node;
    while (scan->relation.empty() && !scan->children.empty()) scan = &scan->children.front();
    look.per_row_subplan = escape_foreign(node.subplan, 60);
    if (!scan->relation.empty()) look.per_row_subplan += " on " + escape_foreign(relation_of(*scan), 100);
  }
}

std::vector<std::string> relations_of(const std::vector<Place>& places) {
  constexpr std::size_t relations_max = 20;
  std::vector<std::string> names;
  for (const Place& place : places) {
    if (place.node->schema.empty() || names.size() == relations_max) continue;  // no table
    std::string name = relation_of(*place.node);
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(std::move(name));
  }
  return names;
}

void look_at_spills(const std::vector<Place>& places, PlanLook& look) {
  double most_kb = 0;
  for (const Place& place : places) {
    const PlanNode& node = *place.node;
    if (node.hash_batches > 1 && !look.spills) {
      look.spills = true;
      look.spill = fmt::format("{} in {:.0f} batches", escape_foreign(node.type, 60), node.hash_batches);
    }
    if (!node.sorts_on_disk || node.sort_kb <= most_kb) continue;
    most_kb = node.sort_kb;
    look.spills = true;
    look.spill = fmt::format("{}, {} kB on disk", escape_foreign(node.sort_method, 60),
                             show_count(static_cast<std::uint64_t>(node.sort_kb)));
  }
}

}  // namespace

Result<PlanLook> look_at_plan(std::string_view json) {
  const auto tree = read_plan_tree(json);
  if (!tree) return tl::unexpected(tree.error());
  std::vector<Place> places;
  visit(tree->root, 1, "", places);
  const Place* costly =
      &*std::max_element(places.begin(), places.end(), [](const Place& a, const Place& b) { return a.self < b.self; });

  PlanLook look;
  look.planning_ms = tree->planning_ms.value_or(0);
  if (tree->execution_ms) look.total_ms = look.planning_ms + *tree->execution_ms;
  look.jit_ms = tree->jit_ms;
  look.hits = tree->root.hits;
  look.reads = tree->root.reads;
  look.temp_written = tree->root.temp_written;
  look.relations = relations_of(places);
  const double all = look.total_ms ? *look.total_ms : tree->root.total_cost;
  const auto trigger = std::max_element(tree->triggers.begin(), tree->triggers.end(),
                                        [](const auto& a, const auto& b) { return a.ms < b.ms; });
  if (trigger != tree->triggers.end() && trigger->ms > costly->self) {
    look.node = "Trigger";
    look.relation = escape_foreign(trigger->name, 100);
    look.loops = trigger->calls;
    look.share = all > 0 ? std::min(1.0, trigger->ms / all) : 0;
    look.text = write_plan(*tree, nullptr, 0);
    return look;
  }
  const PlanNode& node = *costly->node;
  look.node = escape_foreign(node.type, 60);
  look.relation = escape_foreign(relation_of(node), 130);
  look.index = escape_foreign(node.index, 80);
  look.loops = node.loops;
  look.share = all > 0 ? std::min(1.0, costly->self / all) : 0;
  look_at_filter(*costly, look);
  look_at_subplans(places, all, look);
  look_at_spills(places, look);
  look.text = write_plan(*tree, &node, look.share);
  return look;
}

}  // namespace loadtest
