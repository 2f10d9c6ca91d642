#include <fmt/format.h>

#include <algorithm>

#include "core/units.h"
#include "findings/database_seen.h"
#include "findings/rule.h"

namespace loadtest {
namespace {

constexpr double lock_share_min = 0.2, lock_samples_min = 5, long_ms = 1000;
constexpr std::size_t pairs_shown = 3;

// Those in line behind others who wait are not the cause.
std::vector<std::size_t> roots_of(const ObservedTable& blocked) {
  std::vector<std::size_t> roots;
  for (std::size_t row = 0; row < blocked.rows.size(); ++row) {
    if (blocked.text(row, "holder_state") != "waiting") roots.push_back(row);
  }
  return roots;
}

std::string show_pair(const ObservedTable& blocked, std::size_t row) {
  const std::string relation = blocked.text(row, "relation"), state = blocked.text(row, "holder_state");
  return fmt::format("{} waited for {}{}: {} lock{}, up to {} in {:.0f} looks {}",
                     show_statement(blocked.text(row, "waiting")), show_statement(blocked.text(row, "holder")),
                     state.empty() || state == "active" ? "" : " (" + state + ")", blocked.text(row, "lock"),
                     relation.empty() ? "" : " on " + relation,
                     show_millis(blocked.number(row, "longest_ms").value_or(0)),
                     blocked.number(row, "samples").value_or(0), show_stretch(blocked, row));
}

void look_for_lock_contention(const Report& report, std::vector<Finding>& findings) {
  for (const Observed* database : databases_of(report.observations)) {
    const ObservedTable* blocked = database->find_table("blocked");
    if (blocked == nullptr) continue;
    const auto roots = roots_of(*blocked);
    double longest = 0, samples = 0;
    bool idle = false, whole_table = false;
    for (const std::size_t row : roots) {
      longest = std::max(longest, blocked->number(row, "longest_ms").value_or(0));
      samples += blocked->number(row, "samples").value_or(0);
      idle = idle || blocked->text(row, "holder_state").starts_with("idle in transaction");
      whole_table = whole_table || blocked->text(row, "lock") == "relation";
    }
    const double share = wait_share(*database, "Lock");
    if (roots.empty() || samples < lock_samples_min || (share < lock_share_min && longest < long_ms)) continue;
    Finding finding{.id = "lock-contention",
                    .severity = longest >= long_ms ? Severity::critical : Severity::warning,
                    .title = fmt::format("sessions waited for locks that others held: {} of their busy time, up to {}",
                                         show_share(share), show_millis(longest)),
                    .evidence = {},
                    .advice = {}};
    for (std::size_t i = 0; i < std::min(roots.size(), pairs_shown); ++i)
      finding.evidence.push_back(show_pair(*blocked, roots[i]));
    if (idle)
      finding.advice.emplace_back(
          "the holder did nothing within its transaction: commit before the application does anything else, and set "
          "idle_in_transaction_session_timeout");
    if (whole_table)
      finding.advice.emplace_back(
          "a lock on a whole table: keep ALTER TABLE, LOCK and the like away from the load, and give them "
          "lock_timeout");
    finding.advice.emplace_back("shorter transactions: write the rows that all want last, right before COMMIT");
    finding.advice.emplace_back(
        "spread what all write: one row for each part of a counter, or append and add up later");
    findings.push_back(std::move(finding));
  }
}

}  // namespace

extern const Rule lock_contention;
const Rule lock_contention{
    .id = "lock-contention",
    .summary = "sessions waited for locks that other transactions held",
    .meaning =
        "Who changes a row holds it until the end of its transaction, and others who want to change it wait for all of "
        "that time, whatever the transaction does meanwhile. The more want the same row, the longer the line.",
    .evidence =
        "Ten times a second the load's sessions were asked what they wait for, and pg_blocking_pids() who keeps them "
        "waiting: at least a fifth of their busy time went by in waits for locks, or one wait lasted a second and "
        "more.",
    .remedy =
        "Make the holder's transaction shorter: the evidence names its last statement. Nothing slow belongs between "
        "the "
        "first change and COMMIT, least of all a call to another service. Where all write one row, split it.",
    .look = look_for_lock_contention};

}  // namespace loadtest
