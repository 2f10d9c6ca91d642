#include <fmt/format.h>

#include <algorithm>

#include "core/units.h"
#include "findings/rule.h"
#include "findings/slow_plans.h"

namespace loadtest {

namespace {

constexpr double scan_many_rows = 10'000, scan_some_rows = 1'000, scan_share_min = 0.3;

// Reads a table to throw most of it away, and that is what takes its time.
bool reads_too_much(const SlowPlan& plan) {
  const double removed = plan.number("rows_removed"), kept = plan.number("rows_kept");
  const bool scans = plan.text("node").ends_with("Seq Scan");
  const bool most = removed >= scan_many_rows ? removed > kept : removed >= scan_some_rows && removed >= 10 * kept;
  // One that had to be given up has no rows to tell.
  const bool slow = !plan.knows("alone_ms") || (most && plan.number("alone_ms") >= 1);
  return scans && slow && plan.number("share") >= scan_share_min && !plan.text("columns").empty();
}

std::string scan_evidence(const SlowPlan& plan) {
  const std::string scan = plan.text("node") + " on " + plan.text("relation");
  if (!plan.knows("alone_ms"))
    return fmt::format("{} after some seconds; {} is {} of its cost", plan.times(), scan,
                       show_share(plan.number("share")));
  const double removed = plan.number("rows_removed");
  return fmt::format("{}; {} threw {} of {} rows away, {} of that time", plan.times(), scan, show_rows(removed),
                     show_rows(removed + plan.number("rows_kept")), show_share(plan.number("share")));
}

std::string index_columns(const std::string& columns) {
  std::string list;
  for (std::size_t at = 0; at < columns.size();) {
    const std::size_t end = std::min(columns.find(", ", at), columns.size());
    list.append(list.empty() ? "" : ", ").append(sql_name(std::string_view(columns).substr(at, end - at)));
    at = end + 2;
  }
  return list;
}

// An index that begins with the first of the columns, should there be one.
std::string index_there(const SlowPlan& plan, const std::string& columns) {
  const ObservedTable* indexes = plan.source().find_table("indexes");
  const std::string first = "(" + columns.substr(0, columns.find(','));
  for (std::size_t row = 0; indexes != nullptr && row < indexes->rows.size(); ++row) {
    if (indexes->text(row, "table") != plan.text("relation")) continue;
    const std::string definition = indexes->text(row, "definition");
    if (const std::size_t at = definition.find(first); at != std::string::npos) {
      const char behind = at + first.size() < definition.size() ? definition[at + first.size()] : ')';
      if (behind == ',' || behind == ')' || behind == ' ') return indexes->text(row, "index");
    }
  }
  return {};
}

std::vector<std::string> index_advice(const SlowPlan& plan, const std::string& columns) {
  if (const std::string there = index_there(plan, columns); !there.empty())
    return {
        fmt::format("the index {} begins with that column and is not used: ANALYZE {}; look whether both sides are "
                    "of one type, and whether the index is valid",
                    there, sql_table(plan.text("relation")))};
  return {fmt::format("CREATE INDEX CONCURRENTLY ON {} ({});", sql_table(plan.text("relation")), columns),
          "explain the statement again then: where most rows are wanted, reading them all is right"};
}

void look_for_missing_index(const Report& report, std::vector<Finding>& findings) {
  std::vector<std::pair<std::string, std::size_t>> told;  // what an index would be on, and the finding
  for (const SlowPlan& plan : slow_plans(report)) {
    if (!reads_too_much(plan)) continue;
    const std::string columns = index_columns(plan.text("columns"));
    const std::string key = plan.text("relation") + "(" + columns.substr(0, columns.find(','));
    const std::string evidence = scan_evidence(plan);
    const auto known = std::find_if(told.begin(), told.end(), [&](const auto& one) { return one.first == key; });
    if (known != told.end()) {
      findings[known->second].evidence.push_back(evidence);
      continue;
    }
    told.emplace_back(key, findings.size());
    findings.push_back(
        {.id = "missing-index",
         .severity = !plan.knows("alone_ms") || plan.number("alone_ms") >= 10 ? Severity::critical : Severity::warning,
         .title = fmt::format("{} reads all of {}: no index on ({}) is used", plan.text("statement"),
                              plan.text("relation"), columns),
         .evidence = {evidence, "it checks " + plan.text("filter")},
         .advice = index_advice(plan, columns)});
  }
}

}  // namespace

extern const Rule missing_index;
const Rule missing_index{
    .id = "missing-index",
    .summary = "a slow statement reads a whole table to throw most of it away",
    .meaning =
        "Without an index on what a statement or a policy asks for, PostgreSQL reads the table from its beginning "
        "to its end for each of them. That takes a processor and memory bandwidth for rows that nobody wants, it "
        "takes the longer the more rows there are, and under load all of it competes.",
    .evidence =
        "In the plan of one of the slowest statements a Seq Scan removed over 10,000 rows and more than it kept, "
        "or over 1,000 and ten times as many, and took a third of the time or more. Where the statement had to be "
        "given "
        "up alone, too, that scan is a third of its cost or more.",
    .remedy =
        "CREATE INDEX CONCURRENTLY on the columns that are held equal, then those that are compared or sorted by. "
        "A policy's columns need one, too: what row level security adds to a statement is a condition like any "
        "other.",
    .look = look_for_missing_index};

}  // namespace loadtest
