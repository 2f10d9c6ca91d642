#include "observe/statistics_sql.h"

#include <array>

namespace loadtest {

namespace {

/// Where a statistic is found: the first whose column is there.
struct StatisticPlace {
  const char* column;  // null = everywhere
  const char* expression;
};
struct StatisticPlaces {
  ServerStatistic statistic;
  StatisticPlace first, second{};
};

// The end of the WAL moves with what is written; pg_stat_wal only when sessions report, up to once a second.
constexpr StatisticPlaces statistic_places[] = {
    {ServerStatistic::commits, {"pg_stat_database.xact_commit", "d.xact_commit"}},
    {ServerStatistic::rollbacks, {"pg_stat_database.xact_rollback", "d.xact_rollback"}},
    {ServerStatistic::block_hits, {"pg_stat_database.blks_hit", "d.blks_hit"}},
    {ServerStatistic::block_reads, {"pg_stat_database.blks_read", "d.blks_read"}},
    {ServerStatistic::read_ms, {"pg_stat_database.blk_read_time", "d.blk_read_time"}},
    {ServerStatistic::deadlocks, {"pg_stat_database.deadlocks", "d.deadlocks"}},
    {ServerStatistic::temp_files, {"pg_stat_database.temp_files", "d.temp_files"}},
    {ServerStatistic::temp_bytes, {"pg_stat_database.temp_bytes", "d.temp_bytes"}},
    {ServerStatistic::rows_read, {"pg_stat_database.tup_returned", "d.tup_returned"}},
    {ServerStatistic::rows_written,
     {"pg_stat_database.tup_inserted", "d.tup_inserted + d.tup_updated + d.tup_deleted"}},
    {ServerStatistic::wal_bytes,
     {"pg_current_wal_insert_lsn()", "pg_catalog.pg_wal_lsn_diff(pg_catalog.pg_current_wal_insert_lsn(), '0/0')"},
     {"pg_stat_wal.wal_bytes", "w.wal_bytes"}},
    {ServerStatistic::wal_full, {"pg_stat_wal.wal_buffers_full", "w.wal_buffers_full"}},
    {ServerStatistic::wal_syncs, {"pg_stat_wal.wal_sync", "w.wal_sync"}, {"pg_stat_io.fsyncs", "i.wal_syncs"}},
    {ServerStatistic::checkpoints_timed,
     {"pg_stat_checkpointer.num_timed", "c.num_timed"},
     {"pg_stat_bgwriter.checkpoints_timed", "b.checkpoints_timed"}},
    {ServerStatistic::checkpoints_requested,
     {"pg_stat_checkpointer.num_requested", "c.num_requested"},
     {"pg_stat_bgwriter.checkpoints_req", "b.checkpoints_req"}},
    {ServerStatistic::evictions, {"pg_stat_io.evictions", "i.evictions"}},
    {ServerStatistic::active, {nullptr, "s.active"}},
    {ServerStatistic::idle, {nullptr, "s.idle"}},
    {ServerStatistic::idle_in_transaction, {nullptr, "s.idle_in_transaction"}},
    {ServerStatistic::other_sessions, {nullptr, "s.together - s.active - s.idle - s.idle_in_transaction"}},
    {ServerStatistic::all_sessions, {nullptr, "s.together"}},
    {ServerStatistic::hidden_sessions, {nullptr, "s.hidden"}},
    {ServerStatistic::long_transactions, {nullptr, "s.long_transactions"}},
};
static_assert(std::size(statistic_places) == static_cast<std::size_t>(ServerStatistic::count));

// Of others' sessions a login without pg_read_all_stats sees neither state nor kind, but whose they are.
constexpr const char* session_counts =
    "(SELECT count(*) FILTER (WHERE a.state = 'active') AS active, count(*) FILTER (WHERE a.state = 'idle') AS idle, "
    "count(*) FILTER (WHERE a.state LIKE 'idle in transaction%') AS idle_in_transaction, count(*) AS together, "
    "count(*) FILTER (WHERE a.state IS NULL) AS hidden, "
    "count(*) FILTER (WHERE a.state LIKE 'idle in transaction%' AND a.datid = (SELECT oid FROM pg_catalog.pg_database "
    "WHERE datname = current_database()) AND a.state_change < clock_timestamp() - interval '1 s') AS long_transactions "
    "FROM pg_catalog.pg_stat_get_activity(NULL) a WHERE coalesce(a.backend_type, 'client backend') = 'client backend' "
    "AND a.usesysid IS NOT NULL AND a.datid IS NOT NULL AND a.pid <> pg_catalog.pg_backend_pid()) s";

}  // namespace

std::string statistics_sql(const CatalogColumns& columns) {
  std::string sql = "SELECT ";
  sql += observer_mark;
  const auto fits = [&](const StatisticPlace& place) {
    return place.expression != nullptr && (place.column == nullptr || columns.has(place.column));
  };
  for (const StatisticPlaces& one : statistic_places) {
    sql += one.statistic == ServerStatistic::commits ? " " : ", ";
    sql += fits(one.first) ? one.first.expression : fits(one.second) ? one.second.expression : "NULL";
  }
  sql += " FROM pg_catalog.pg_stat_database d CROSS JOIN ";
  sql += session_counts;
  if (columns.has_view("pg_stat_wal")) sql += " CROSS JOIN pg_catalog.pg_stat_wal w";
  if (columns.has_view("pg_stat_bgwriter")) sql += " CROSS JOIN pg_catalog.pg_stat_bgwriter b";
  if (columns.has_view("pg_stat_checkpointer")) sql += " CROSS JOIN pg_catalog.pg_stat_checkpointer c";
  if (columns.has_view("pg_stat_io")) {
    sql +=
        " CROSS JOIN (SELECT sum(evictions) FILTER (WHERE backend_type = 'client backend') AS evictions, "
        "sum(fsyncs) FILTER (WHERE object = 'wal') AS wal_syncs FROM pg_catalog.pg_stat_io) i";
  }
  return sql + " WHERE d.datname = current_database()";
}

}  // namespace loadtest
