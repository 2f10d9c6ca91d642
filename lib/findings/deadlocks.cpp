#include <fmt/format.h>

#include <algorithm>

#include "core/units.h"
#include "findings/database_seen.h"
#include "findings/rule.h"

namespace loadtest {
namespace {

constexpr const char* deadlock_kind = "40P01";
constexpr std::size_t deadlocks_shown = 3;

// As the workloads noted them, with both statements.
void add_noted_deadlocks(const Observations& observations, std::vector<std::string>& evidence) {
  for (const Observed& one : observations) {
    const ObservedTable* table = one.find_table("deadlocks");
    if (table == nullptr) continue;
    for (std::size_t row = 0; row < std::min(table->rows.size(), deadlocks_shown); ++row) {
      evidence.push_back(
          fmt::format("at {:.1f} s {} and {} waited for each other", table->number(row, "at_s").value_or(0),
                      show_statement(table->text(row, "statement")), show_statement(table->text(row, "other"))));
    }
  }
}

// Two statements that each waited for the other, as far as the observer saw them before the server did.
void add_crossed_waits(const Observed& database, std::vector<std::string>& evidence) {
  const ObservedTable* blocked = database.find_table("blocked");
  for (std::size_t row = 0; blocked != nullptr && row < blocked->rows.size(); ++row) {
    if (blocked->text(row, "holder_state") != "waiting" || evidence.size() > deadlocks_shown) continue;
    evidence.push_back(fmt::format("{} waited for {}, which waited itself, {}",
                                   show_statement(blocked->text(row, "waiting")),
                                   show_statement(blocked->text(row, "holder")), show_stretch(*blocked, row)));
  }
}

void look_for_deadlocks(const Report& report, std::vector<Finding>& findings) {
  std::uint64_t failed = 0;
  std::string by_operation;
  for (const TrackResult& track : report.result.tracks) {
    for (std::size_t i = 0; i < std::min(track.total.size(), track.operations.size()); ++i) {
      if (track.operations[i].sum || !track.operations[i].part_of.empty()) continue;
      for (const auto& [kind, count] : track.total[i].errors) {
        if (!kind.starts_with(deadlock_kind)) continue;
        failed += count;
        by_operation +=
            fmt::format("{}{} {}", by_operation.empty() ? "" : ", ", track.operations[i].name, show_count(count));
      }
    }
  }
  double counted = 0;
  const Observed* where = nullptr;
  for (const Observed* database : databases_of(report.observations)) {
    if (database->figure("deadlocks").value_or(0) > 0) where = database;
    counted += database->figure("deadlocks").value_or(0);
  }
  const auto together = std::max(failed, static_cast<std::uint64_t>(counted));
  if (together == 0) return;
  Finding finding{.id = "deadlocks",
                  .severity = failed > 0 ? Severity::critical : Severity::warning,
                  .title = fmt::format("{} deadlock{}: transactions took the same rows in different orders",
                                       show_count(together), together == 1 ? "" : "s"),
                  .evidence = {},
                  .advice = {"touch rows in one order in all transactions: sort their keys, or lock them first with "
                             "SELECT … ORDER BY id FOR UPDATE",
                             "begin a transaction that met one again (40P01): --max-tries 3 shows what that gives",
                             "shorter transactions that change fewer rows"}};
  if (failed > 0) finding.evidence.push_back("failed with 40P01 deadlock_detected: " + by_operation);
  if (counted > 0) finding.evidence.push_back(fmt::format("the database counted {:.0f} while the run lasted", counted));
  const std::size_t known = finding.evidence.size();
  add_noted_deadlocks(report.observations, finding.evidence);
  if (finding.evidence.size() == known && where != nullptr) add_crossed_waits(*where, finding.evidence);
  findings.push_back(std::move(finding));
}

}  // namespace

extern const Rule deadlocks;
const Rule deadlocks{
    .id = "deadlocks",
    .summary = "transactions waited for each other, and the database ended one of them",
    .meaning =
        "One transaction holds a row and wants a second one, while another holds that one and wants the first. Neither "
        "can go on; after deadlock_timeout (1 s) the server ends one of the two with 40P01.",
    .evidence = "Statements failed with 40P01, or the database counted deadlocks while the run lasted.",
    .remedy =
        "Change rows in the same order everywhere, for instance by their key; then nobody can wait in a circle. What "
        "remains is rare and can be tried again: the transaction that was ended has changed nothing.",
    .look = look_for_deadlocks};

}  // namespace loadtest
