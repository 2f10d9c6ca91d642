#include "findings/slow_plans.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/units.h"

namespace loadtest {

std::string SlowPlan::times() const {
  const std::string alone = knows("alone_ms") ? show_millis(number("alone_ms")) + " alone" : "given up alone";
  return fmt::format("{} took {} under load (at {:.1f} s), {}", text("statement"), show_millis(number("took_ms")),
                     number("at_s"), alone);
}

std::vector<SlowPlan> slow_plans(const Report& report) {
  std::vector<SlowPlan> plans;
  for (const Observed& one : report.observations) {
    if (!one.source.starts_with("plans")) continue;
    const ObservedTable* table = one.find_table("slow");
    for (std::size_t row = 0; table != nullptr && row < table->rows.size(); ++row) plans.emplace_back(one, *table, row);
  }
  return plans;
}

std::string sql_name(std::string_view name) {
  const bool plain = !name.empty() && (name.front() < '0' || name.front() > '9') &&
                     std::all_of(name.begin(), name.end(),
                                 [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; });
  if (plain || name.starts_with('"')) return std::string(name);
  std::string quoted = "\"";
  for (const char c : name) quoted.append(c == '"' ? 2 : 1, c);
  return quoted + '"';
}

std::string sql_table(std::string_view schema_and_table) {
  const std::size_t dot = schema_and_table.find('.');
  if (dot == std::string_view::npos) return sql_name(schema_and_table);
  return sql_name(schema_and_table.substr(0, dot)) + "." + sql_name(schema_and_table.substr(dot + 1));
}

std::string show_rows(double rows) { return show_count(static_cast<std::uint64_t>(std::llround(std::max(0.0, rows)))); }

}  // namespace loadtest
