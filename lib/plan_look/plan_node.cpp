#include "plan_look/plan_node.h"

#include <algorithm>
#include <boost/json.hpp>
#include <string_view>

namespace loadtest {
namespace {

namespace json = boost::json;

constexpr std::string_view conditions[] = {"Index Cond",  "Recheck Cond", "Hash Cond",       "Merge Cond",   "TID Cond",
                                           "Join Filter", "Filter",       "One-Time Filter", "Run Condition"};

std::string text_of(const json::object& from, std::string_view key) {
  const json::value* value = from.if_contains(key);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

double number_of(const json::object& from, std::string_view key) {
  const json::value* value = from.if_contains(key);
  return value != nullptr && value->is_number() ? value->to_number<double>() : 0;
}

// ["a", "b"] as "a, b".
std::string list_of(const json::object& from, std::string_view key) {
  const json::value* value = from.if_contains(key);
  std::string text;
  if (value == nullptr || !value->is_array()) return text;
  for (const json::value& one : value->get_array())
    if (one.is_string()) text.append(text.empty() ? "" : ", ").append(std::string_view(one.get_string()));
  return text;
}

// "Index Scan Backward", "HashAggregate", "Hash Left Join": as EXPLAIN's text calls them.
std::string type_of(const json::object& from) {
  std::string type = text_of(from, "Node Type");
  const std::string strategy = text_of(from, "Strategy"), join = text_of(from, "Join Type");
  if (type == "Aggregate" && strategy == "Hashed") type = "HashAggregate";
  if (type == "Aggregate" && strategy == "Sorted") type = "GroupAggregate";
  if (type == "ModifyTable") type = text_of(from, "Operation");
  if (type.ends_with("Join") && !join.empty() && join != "Inner") type.insert(type.size() - 4, join + " ");
  if (type == "Nested Loop" && !join.empty() && join != "Inner") type += " " + join + " Join";
  if (text_of(from, "Scan Direction") == "Backward") type += " Backward";
  const json::value* parallel = from.if_contains("Parallel Aware");
  if (parallel != nullptr && parallel->is_bool() && parallel->get_bool()) type.insert(0, "Parallel ");
  return type;
}

PlanNode read_node(const json::object& from) {
  PlanNode node;
  node.type = type_of(from);
  node.schema = text_of(from, "Schema");
  node.relation = text_of(from, "Relation Name");
  if (node.relation.empty()) node.relation = text_of(from, "CTE Name");
  if (node.relation.empty()) node.relation = text_of(from, "Function Name");
  node.alias = text_of(from, "Alias");
  node.index = text_of(from, "Index Name");
  node.subplan = text_of(from, "Subplan Name");
  node.relationship = text_of(from, "Parent Relationship");
  for (const std::string_view name : conditions)
    if (std::string text = text_of(from, name); !text.empty()) node.conditions.emplace_back(name, std::move(text));
  node.sort_key = list_of(from, "Sort Key");
  node.sort_method = text_of(from, "Sort Method");
  node.sorts_on_disk = text_of(from, "Sort Space Type") == "Disk";
  node.sort_kb = number_of(from, "Sort Space Used");
  node.hash_batches = number_of(from, "Hash Batches");
  node.startup_cost = number_of(from, "Startup Cost");
  node.total_cost = number_of(from, "Total Cost");
  node.estimated_rows = number_of(from, "Plan Rows");
  node.width = number_of(from, "Plan Width");
  node.ran = from.contains("Actual Loops");
  node.startup_ms = number_of(from, "Actual Startup Time");
  node.total_ms = number_of(from, "Actual Total Time");
  node.rows = number_of(from, "Actual Rows");
  node.loops = number_of(from, "Actual Loops");
  node.removed_by_filter = number_of(from, "Rows Removed by Filter");
  node.removed_by_join = number_of(from, "Rows Removed by Join Filter");
  node.removed_by_recheck = number_of(from, "Rows Removed by Index Recheck");
  node.workers = static_cast<unsigned>(std::clamp(number_of(from, "Workers Launched"), 0.0, 1024.0));
  node.hits = number_of(from, "Shared Hit Blocks");
  node.reads = number_of(from, "Shared Read Blocks");
  node.temp_written = number_of(from, "Temp Written Blocks");
  const json::value* children = from.if_contains("Plans");
  if (children != nullptr && children->is_array()) {
    for (const json::value& child : children->get_array())
      if (child.is_object()) node.children.push_back(read_node(child.get_object()));
  }
  return node;
}

void read_settings(const json::object& from, PlanTree& tree) {
  const json::value* settings = from.if_contains("Settings");
  if (settings == nullptr || !settings->is_object()) return;
  for (const auto& [name, value] : settings->get_object())
    if (value.is_string()) tree.settings.emplace_back(std::string(name), std::string(value.get_string()));
}

void read_triggers(const json::object& from, PlanTree& tree) {
  const json::value* triggers = from.if_contains("Triggers");
  if (triggers == nullptr || !triggers->is_array()) return;
  for (const json::value& one : triggers->get_array()) {
    if (!one.is_object()) continue;
    const json::object& trigger = one.get_object();
    std::string name = text_of(trigger, "Constraint Name");
    if (name.empty()) name = text_of(trigger, "Trigger Name");
    tree.triggers.push_back({.name = std::move(name),
                             .relation = text_of(trigger, "Relation"),
                             .ms = number_of(trigger, "Time"),
                             .calls = number_of(trigger, "Calls")});
  }
}

}  // namespace

const std::string& PlanNode::condition(std::string_view name) const {
  static const std::string none;
  const auto found =
      std::find_if(conditions.begin(), conditions.end(), [name](const auto& c) { return c.first == name; });
  return found == conditions.end() ? none : found->second;
}

Result<PlanTree> read_plan_tree(std::string_view text) {
  json::parse_options options;
  options.max_depth = 400;  // each level of a plan is two of its JSON
  json::error_code error;
  const json::value whole = json::parse(text, error, {}, options);
  const json::array* list = error ? nullptr : whole.if_array();
  const json::object* first = list != nullptr && !list->empty() ? list->front().if_object() : nullptr;
  const json::value* plan = first != nullptr ? first->if_contains("Plan") : nullptr;
  if (plan == nullptr || !plan->is_object()) return fail(ErrorKind::target, "EXPLAIN gave no plan");
  PlanTree tree;
  tree.root = read_node(plan->get_object());
  const auto optional = [first](std::string_view key) {
    return first->contains(key) ? std::optional(number_of(*first, key)) : std::nullopt;
  };
  tree.planning_ms = optional("Planning Time");
  tree.execution_ms = optional("Execution Time");
  if (const json::value* jit = first->if_contains("JIT"); jit != nullptr && jit->is_object()) {
    const json::value* timing = jit->get_object().if_contains("Timing");
    if (timing != nullptr && timing->is_object()) tree.jit_ms = number_of(timing->get_object(), "Total");
  }
  read_triggers(*first, tree);
  read_settings(*first, tree);
  return tree;
}

}  // namespace loadtest
