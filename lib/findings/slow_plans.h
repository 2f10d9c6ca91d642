#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "report/report.h"

namespace loadtest {

/// A row of a table `slow` (docs/observations.md): a statement explained after the run.
class SlowPlan {
 public:
  SlowPlan(const Observed& source, const ObservedTable& table, std::size_t row)
      : source_(&source), table_(&table), row_(row) {}

  std::string text(std::string_view column) const { return table_->text(row_, column); }
  double number(std::string_view column) const { return table_->number(row_, column).value_or(0); }
  bool knows(std::string_view column) const { return table_->number(row_, column).has_value(); }
  const Observed& source() const { return *source_; }
  /// "expenses took 113 ms under load (at 0.5 s), 15 ms alone".
  std::string times() const;

 private:
  const Observed* source_;
  const ObservedTable* table_;
  std::size_t row_;
};

/// All of a report, of each statement the slow one first.
std::vector<SlowPlan> slow_plans(const Report&);

/// A name as SQL takes it: "Odd name" in quotes, `expenses` without. With its schema: each part by itself.
std::string sql_name(std::string_view name);
std::string sql_table(std::string_view schema_and_table);

/// "195,780".
std::string show_rows(double rows);

}  // namespace loadtest
