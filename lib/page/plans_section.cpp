#include "page/plans_section.h"

#include <fmt/format.h>

#include "core/units.h"
#include "report/shown.h"

namespace loadtest {
namespace {

const ObservedTable* slow_plans(const Report& report) {
  const Observed* plans = find_observed(report.observations, "plans");
  const ObservedTable* slow = plans == nullptr ? nullptr : plans->find_table("slow");
  return slow == nullptr || slow->rows.empty() ? nullptr : slow;
}

std::string shown_ms(const ObservedTable& table, std::size_t row, std::string_view column) {
  const auto ms = table.number(row, column);
  return ms ? show_millis(*ms) : "–";
}

void write_plan(Html& html, const ObservedTable& table, std::size_t row) {
  html.open("div").leaf("p",
                        fmt::format("{}: {} under load, {} alone", table.text(row, "kind"),
                                    shown_ms(table, row, "took_ms"), shown_ms(table, row, "alone_ms")),
                        {{"class", "dim"}});
  html.open("div", {{"class", "scroll"}, {"tabindex", "0"}, {"role", "region"}, {"aria-label", "Plan"}});
  html.leaf("pre", table.text(row, "plan")).close().close();
}

}  // namespace

bool has_plans(const Report& report) { return slow_plans(report) != nullptr; }

void write_plans(Html& html, const Report& report) {
  const ObservedTable* table = slow_plans(report);
  if (table == nullptr) return;
  html.open("section", {{"id", "plans"}}).leaf("h2", "Plans of slow statements");
  html.leaf(
      "p",
      "Asked after the load, with warm caches and nothing beside, as the same user with the same values, and rolled "
      "back. The costly node is marked.",
      {{"class", "dim"}});
  for (std::size_t row = 0; row < table->rows.size();) {
    const std::string statement = table->text(row, "statement");
    html.leaf("h3", shown_foreign(statement, html.redactor())).open("div", {{"class", "columns"}});
    for (; row < table->rows.size() && table->text(row, "statement") == statement; ++row) write_plan(html, *table, row);
    html.close();
  }
  html.close();
}

}  // namespace loadtest
