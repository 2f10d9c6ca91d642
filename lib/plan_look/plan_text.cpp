#include "plan_look/plan_text.h"

#include <fmt/format.h>

#include "core/text.h"
#include "core/units.h"

namespace loadtest {
namespace {

constexpr std::size_t lines_max = 60, bytes_max = 6000, line_bytes_max = 400;

class Writer {
 public:
  Writer(const PlanNode* costly, double share) : costly_(costly), share_(share) {}

  void node(const PlanNode& node, int depth) {
    const int indent = depth == 0 ? 0 : 6 * depth - 4;
    if (!node.subplan.empty()) line(indent, node.subplan);
    line(indent, (depth == 0 ? "" : "->  ") + describe(node) + figures(node) + mark(node));
    const int inner = indent + (depth == 0 ? 2 : 6);
    for (const auto& [name, text] : node.conditions) {
      line(inner, name + ": " + text);
      if (name == "Filter") removed(inner, "Filter", node.removed_by_filter);
      if (name == "Join Filter") removed(inner, "Join Filter", node.removed_by_join);
    }
    removed(inner, "Index Recheck", node.removed_by_recheck);
    if (!node.sort_key.empty()) line(inner, "Sort Key: " + node.sort_key);
    if (!node.sort_method.empty())
      line(inner, fmt::format("Sort Method: {}  {}: {:.0f}kB", node.sort_method, node.sorts_on_disk ? "Disk" : "Memory",
                              node.sort_kb));
    if (node.hash_batches > 1) line(inner, fmt::format("Batches: {:.0f}", node.hash_batches));
    if (node.workers > 0) line(inner, fmt::format("Workers Launched: {}", node.workers));
    for (const PlanNode& child : node.children) this->node(child, depth + 1);
  }

  void line(int indent, std::string_view text) {
    if (++lines_ > lines_max || out_.size() > bytes_max) {
      if (!cut_) out_ += "\n…";
      cut_ = true;
      return;
    }
    if (!out_.empty()) out_ += '\n';
    out_.append(static_cast<std::size_t>(indent), ' ').append(escape_foreign(text, line_bytes_max));
  }

  std::string take() { return std::move(out_); }

 private:
  static std::string describe(const PlanNode& node) {
    std::string text = node.type;
    if (!node.index.empty()) text += " using " + node.index;
    if (!node.relation.empty()) text += " on " + (node.schema.empty() ? "" : node.schema + ".") + node.relation;
    if (!node.alias.empty() && node.alias != node.relation) text += " " + node.alias;
    return text;
  }

  static std::string figures(const PlanNode& node) {
    std::string text = fmt::format("  (cost={:.2f}..{:.2f} rows={:.0f} width={:.0f})", node.startup_cost,
                                   node.total_cost, node.estimated_rows, node.width);
    if (!node.ran) return text;
    if (node.loops == 0) return text + " (never executed)";
    return text + fmt::format(" (actual time={:.3f}..{:.3f} rows={:.0f} loops={:.0f})", node.startup_ms, node.total_ms,
                              node.rows, node.loops);
  }

  std::string mark(const PlanNode& node) const {
    return &node == costly_ ? fmt::format("  <== {} of the {}", show_share(share_), node.ran ? "time" : "cost") : "";
  }

  void removed(int indent, const char* by, double rows) {
    if (rows > 0) line(indent, fmt::format("Rows Removed by {}: {:.0f}", by, rows));
  }

  const PlanNode* costly_;
  double share_;
  std::string out_;
  std::size_t lines_ = 0;
  bool cut_ = false;
};

}  // namespace

std::string write_plan(const PlanTree& tree, const PlanNode* costly, double share) {
  Writer writer(costly, share);
  writer.node(tree.root, 0);
  for (const PlanTree::Trigger& one : tree.triggers)
    writer.line(0, fmt::format("Trigger {}{}: time={:.3f} calls={:.0f}", one.name,
                               one.relation.empty() ? "" : " on " + one.relation, one.ms, one.calls));
  for (const auto& [name, value] : tree.settings) writer.line(0, "Setting " + name + " = " + value);
  if (tree.jit_ms > 0) writer.line(0, fmt::format("JIT: {:.3f} ms", tree.jit_ms));
  if (tree.planning_ms) writer.line(0, fmt::format("Planning Time: {:.3f} ms", *tree.planning_ms));
  if (tree.execution_ms) writer.line(0, fmt::format("Execution Time: {:.3f} ms", *tree.execution_ms));
  return writer.take();
}

}  // namespace loadtest
