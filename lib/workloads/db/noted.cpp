#include "workloads/db/noted.h"

#include <fmt/format.h>

namespace loadtest {
namespace {

ObservedTable failures_table(const Failures& failures, TimePoint t0) {
  ObservedTable table{.name = "failures",
                      .columns = {{"kind", ""}, {"message", ""}, {"statement", ""}, {"first_s", "s"}, {"count", ""}},
                      .rows = {}};
  for (const Failures::Kind& one : failures.kinds())
    table.rows.push_back(
        {one.kind, one.message, one.statement, to_seconds(one.first - t0), static_cast<double>(one.count)});
  return table;
}

ObservedTable deadlocks_table(const Deadlocks& deadlocks, TimePoint t0) {
  ObservedTable table{
      .name = "deadlocks", .columns = {{"at_s", "s"}, {"statement", ""}, {"other", ""}, {"detail", ""}}, .rows = {}};
  for (const Deadlocks::Note& note : deadlocks.notes()) {
    std::string others;
    for (const auto& [pid, statement] : note.others)
      others += (others.empty() ? "" : ", ") + (statement.empty() ? fmt::format("process {}", pid) : statement);
    table.rows.push_back({to_seconds(note.at - t0), note.statement, others, note.detail});
  }
  return table;
}

}  // namespace

Observed noted_by_pools(const Failures& failures, const Deadlocks& deadlocks, TimePoint t0) {
  Observed noted;
  noted.source = "db";
  if (!failures.kinds().empty()) noted.tables.push_back(failures_table(failures, t0));
  if (!deadlocks.notes().empty()) noted.tables.push_back(deadlocks_table(deadlocks, t0));
  return noted;
}

}  // namespace loadtest
