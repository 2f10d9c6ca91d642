#include <fmt/format.h>

#include <algorithm>

#include "core/units.h"
#include "findings/database_seen.h"
#include "findings/rule.h"

namespace loadtest {
namespace {

constexpr double idle_ms_min = 1500;
constexpr std::size_t idle_shown = 3;

// How many samples of waits for locks that such a session held; sessions that idle hold what they took.
double kept_waiting(const Observed& database) {
  const ObservedTable* blocked = database.find_table("blocked");
  double samples = 0;
  for (std::size_t row = 0; blocked != nullptr && row < blocked->rows.size(); ++row) {
    if (blocked->text(row, "holder_state").starts_with("idle in transaction"))
      samples += blocked->number(row, "samples").value_or(0);
  }
  return samples;
}

void look_for_idle_transactions(const Report& report, std::vector<Finding>& findings) {
  for (const Observed* database : databases_of(report.observations)) {
    const ObservedTable* idle = database->find_table("idle_in_transaction");
    if (idle == nullptr) continue;
    double longest = 0;
    std::vector<std::string> evidence;
    for (std::size_t row = 0; row < idle->rows.size(); ++row) {
      const double ms = idle->number(row, "longest_ms").value_or(0), locks = idle->number(row, "locks").value_or(0);
      // Without a lock it keeps nobody waiting.
      if (ms < idle_ms_min || locks < 1) continue;
      longest = std::max(longest, ms);
      const std::string application = idle->text(row, "application");
      evidence.push_back(fmt::format("process {}{} did nothing for {} after {}, and held {:.0f} locks, {}",
                                     idle->text(row, "pid"), application.empty() ? "" : " (" + application + ")",
                                     show_millis(ms), show_statement(idle->text(row, "statement")), locks,
                                     show_stretch(*idle, row)));
    }
    if (evidence.empty()) continue;
    const double kept = kept_waiting(*database);
    if (evidence.size() > idle_shown) {
      const std::size_t more = evidence.size() - idle_shown;
      evidence.resize(idle_shown);
      evidence.push_back(fmt::format("and {} more like these", more));
    }
    if (kept > 0)
      evidence.push_back(fmt::format("the load's sessions were seen waiting for such a one {:.0f} times", kept));
    findings.push_back(
        {.id = "idle-in-transaction",
         .severity = kept > 0 ? Severity::critical : Severity::warning,
         .title = fmt::format("a session idled in an open transaction for {}{}", show_millis(longest),
                              kept > 0 ? ", and others waited for it" : ""),
         .evidence = std::move(evidence),
         .advice = {"commit before the application calls anything else, or waits for a user",
                    "idle_in_transaction_session_timeout = '10s' ends such sessions",
                    "look for a missing COMMIT on a path of errors, and for tools that were left open"}});
  }
}

}  // namespace

extern const Rule idle_in_transaction;
const Rule idle_in_transaction{
    .id = "idle-in-transaction",
    .summary = "a session did nothing within an open transaction, and held its locks",
    .meaning =
        "Between BEGIN and COMMIT a session keeps its connection, its locks and its view of the data, also while its "
        "application does something else. Others wait for the locks, and rows that were deleted stay until it ends.",
    .evidence =
        "A session of the database had been idle in a transaction for 1.5 s and more when it was looked at, and held "
        "locks. Sessions of other roles show that only to logins with pg_read_all_stats.",
    .remedy =
        "End transactions before anything slow: calls to other services, work of the application, waiting for a user. "
        "idle_in_transaction_session_timeout is the safety net.",
    .look = look_for_idle_transactions};

}  // namespace loadtest
