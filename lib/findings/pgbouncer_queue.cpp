#include <fmt/format.h>

#include "core/units.h"
#include "findings/rule.h"
#include "findings/series_part.h"

namespace loadtest {
namespace {

constexpr double wait_ms_noticed = 1;

void add_pools(const ObservedTable& pools, std::vector<std::string>& evidence) {
  for (std::size_t row = 0; row < pools.rows.size(); ++row) {
    if (pools.number(row, "waiting_peak").value_or(0) < 1) continue;
    evidence.push_back(
        fmt::format("pool {}/{} ({}): up to {:.0f} clients waited, {:.1f} on average, for {:.0f} connections, of which "
                    "{:.0f} were in "
                    "use; {} a transaction",
                    pools.text(row, "database"), pools.text(row, "user"), pools.text(row, "mode"),
                    pools.number(row, "waiting_peak").value_or(0), pools.number(row, "waiting").value_or(0),
                    pools.number(row, "size").value_or(0), pools.number(row, "servers_peak").value_or(0),
                    show_millis(pools.number(row, "wait_mean").value_or(0))));
  }
}

void look_for_queues_at_pgbouncer(const Report& report, std::vector<Finding>& findings) {
  const Observed* pooler = find_observed(report.observations, "pgbouncer");
  if (pooler == nullptr) return;
  const JudgedSpan span = judged_span(report.result);
  const auto waiting = points_within(*pooler, "clients.waiting", span);
  const auto queued = at_least(waiting, 1);
  const double wait_ms = mean_of(points_within(*pooler, "wait.mean", span));
  if (queued.size() < 2 || 2 * queued.size() < waiting.size() || wait_ms < wait_ms_noticed) return;
  Finding finding{
      .id = "pgbouncer-queue",
      .severity = report.verdict.status == VerdictStatus::fail ? Severity::critical : Severity::warning,
      .title = fmt::format("{:.1f} clients waited at PgBouncer for a connection to the database", mean_of(waiting)),
      .evidence = {fmt::format("clients waited in {}; {} a transaction on average", show_readings(queued, waiting),
                               show_millis(wait_ms))},
      .advice = {"a larger default_pool_size (or pool_size of that database), while the server has processors and "
                 "connections free",
                 "shorter transactions: in transaction mode a connection is taken until COMMIT",
                 "pool_mode = transaction where it is session: else a client keeps its connection for as long as it "
                 "stays"}};
  if (const ObservedTable* pools = pooler->find_table("pools")) add_pools(*pools, finding.evidence);
  findings.push_back(std::move(finding));
}

}  // namespace

extern const Rule pgbouncer_queue;
const Rule pgbouncer_queue{
    .id = "pgbouncer-queue",
    .summary = "clients waited at PgBouncer for a connection to the database",
    .meaning =
        "PgBouncer lends a few connections to many clients, for a transaction each. While all of them are lent, "
        "clients "
        "wait in line, and to them the database looks slow although it is not.",
    .evidence =
        "In at least half of the readings of the judged time (--observe-pgbouncer) clients waited (cl_waiting), for 1 "
        "ms "
        "and more a transaction on average.",
    .remedy =
        "Give the pool more connections while the database has room for them, or make transactions shorter. A pool "
        "that "
        "is larger than what the database can work on at once only moves the line into the database.",
    .look = look_for_queues_at_pgbouncer};

}  // namespace loadtest
