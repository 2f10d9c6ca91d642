#include <fmt/format.h>

#include <algorithm>

#include "core/units.h"
#include "findings/database_seen.h"
#include "findings/rule.h"

namespace loadtest {
namespace {

constexpr const char* too_many = "53300";
constexpr double nearly_all = 0.95;

std::vector<std::string> limits_of(const Observed& database) {
  std::vector<std::string> evidence;
  const double limit = database.figure("limit.connections").value_or(0);
  const double reserved = database.figure("limit.reserved").value_or(0);
  evidence.push_back(
      fmt::format("max_connections is {:.0f}, of which {:.0f} are kept for superusers", limit, reserved));
  const auto free = database.figure("connections.free"), wanted = database.figure("connections.wanted");
  if (free && wanted)
    evidence.push_back(fmt::format("before the load {:.0f} were left, and it wanted {:.0f}", *free, *wanted));
  else
    evidence.push_back(
        fmt::format("at the most {:.0f} sessions at once", database.figure("sessions.peak").value_or(0)));
  return evidence;
}

// The server's sessions came up to what ordinary logins may have.
bool nearly_full(const Observed& database) {
  const double usable =
      database.figure("limit.connections").value_or(0) - database.figure("limit.reserved").value_or(0);
  return usable > 0 && database.figure("sessions.peak").value_or(0) >= nearly_all * usable;
}

void look_for_exhausted_connections(const Report& report, std::vector<Finding>& findings) {
  std::uint64_t refused = 0;
  for (const TrackResult& track : report.result.tracks) refused += failures(track, too_many);
  const auto databases = databases_of(report.observations);
  const auto full = std::find_if(databases.begin(), databases.end(), [](const auto* one) { return nearly_full(*one); });
  if (refused == 0 && full == databases.end()) return;
  Finding finding{.id = "connections-exhausted",
                  .severity = refused > 0 ? Severity::critical : Severity::warning,
                  .title = refused > 0
                               ? fmt::format("the database refused {} logins: it has no connection left (53300)",
                                             show_count(refused))
                               : "the database had hardly a connection left for anybody else",
                  .evidence = {},
                  .advice = {"smaller pools: by Little's law as many as queries a second times seconds each",
                             "a pooler in transaction mode (PgBouncer, Supavisor), where many clients share few "
                             "connections",
                             "raise max_connections, with memory for each (it needs a restart)"}};
  if (refused > 0) finding.evidence.push_back(fmt::format("53300 too_many_connections, {} times", show_count(refused)));
  if (full != databases.end() || databases.size() == 1) {
    for (std::string& line : limits_of(full != databases.end() ? **full : *databases.front()))
      finding.evidence.push_back(std::move(line));
  }
  findings.push_back(std::move(finding));
}

}  // namespace

extern const Rule connections_exhausted;
const Rule connections_exhausted{
    .id = "connections-exhausted",
    .summary = "the database had no connection left",
    .meaning =
        "PostgreSQL takes max_connections sessions and not one more; some of them are kept for superusers. Each is a "
        "process with memory of its own. Whoever comes later is refused (53300), whatever the load is.",
    .evidence =
        "Logins were refused with 53300, or the sessions of the server came up to 95 % of what ordinary logins may "
        "have.",
    .remedy =
        "Count the pools of all instances of the application together: that is what the server must take. Make them "
        "smaller, put a pooler in transaction mode in between, or raise max_connections if there is memory for it.",
    .look = look_for_exhausted_connections};

}  // namespace loadtest
