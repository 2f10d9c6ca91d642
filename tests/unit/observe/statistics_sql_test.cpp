#include "observe/statistics_sql.h"

#include <gmock/gmock.h>

#include <sstream>

#include "observe/session_samples_sql.h"
#include "observe/statement_statistics.h"

// Columns as PostgreSQL's documentation of each version lists them. Version 15 is met for real by
// tests/integration/db_observer_test.py; the others are known here by their columns alone.

namespace loadtest {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

void add(CatalogColumns& columns, const std::string& view, const char* names) {
  std::istringstream words(names);
  for (std::string name; words >> name;) columns.names.insert(view + "." + name);
}

CatalogColumns columns_of(int version) {
  CatalogColumns columns;
  columns.names.insert("pg_current_wal_insert_lsn()");
  add(columns, "pg_stat_database",
      "datid datname numbackends xact_commit xact_rollback blks_read blks_hit tup_returned tup_fetched tup_inserted "
      "tup_updated tup_deleted conflicts temp_files temp_bytes deadlocks checksum_failures checksum_last_failure "
      "blk_read_time blk_write_time stats_reset");
  add(columns, "pg_locks",
      "locktype database relation page tuple virtualxid transactionid classid objid objsubid virtualtransaction pid "
      "mode "
      "granted fastpath");
  add(columns, "pg_stat_statements",
      "userid dbid queryid query plans total_plan_time calls total_exec_time rows shared_blks_hit shared_blks_read "
      "shared_blks_dirtied shared_blks_written temp_blks_read temp_blks_written wal_records wal_fpi wal_bytes");
  if (version >= 14) {
    add(columns, "pg_locks", "waitstart");
    add(columns, "pg_stat_statements", "toplevel");
    add(columns, "pg_stat_statements_info", "dealloc stats_reset");
    add(columns, "pg_stat_wal", "wal_records wal_fpi wal_bytes wal_buffers_full stats_reset");
  }
  if (version >= 14 && version < 18) add(columns, "pg_stat_wal", "wal_write wal_sync wal_write_time wal_sync_time");
  if (version >= 16)
    add(columns, "pg_stat_io",
        "backend_type object context reads read_time writes write_time writebacks writeback_time extends extend_time "
        "hits "
        "evictions reuses fsyncs fsync_time stats_reset");
  if (version >= 17) {
    add(columns, "pg_stat_bgwriter", "buffers_clean maxwritten_clean buffers_alloc stats_reset");
    add(columns, "pg_stat_checkpointer",
        "num_timed num_requested restartpoints_timed restartpoints_req restartpoints_done write_time sync_time "
        "buffers_written stats_reset");
  } else {
    add(columns, "pg_stat_bgwriter",
        "checkpoints_timed checkpoints_req checkpoint_write_time checkpoint_sync_time buffers_checkpoint buffers_clean "
        "maxwritten_clean buffers_backend buffers_backend_fsync buffers_alloc stats_reset");
  }
  return columns;
}

TEST(StatisticsSql, TakesWhatEachVersionHas) {
  struct Case {
    int version;
    const char *checkpoints, *syncs, *wal_full, *evictions;
  } const cases[] = {
      {13, "b.checkpoints_req", "NULL", "NULL", "NULL"},
      {14, "b.checkpoints_req", "w.wal_sync", "w.wal_buffers_full", "NULL"},
      {16, "b.checkpoints_req", "w.wal_sync", "w.wal_buffers_full", "i.evictions"},
      {17, "c.num_requested", "w.wal_sync", "w.wal_buffers_full", "i.evictions"},
      {18, "c.num_requested", "i.wal_syncs", "w.wal_buffers_full", "i.evictions"},
  };
  for (const Case& c : cases) {
    const std::string sql = statistics_sql(columns_of(c.version));
    const std::string figures = std::string(", ") + c.wal_full + ", " + c.syncs + ", " +
                                (c.version >= 17 ? "c.num_timed, " : "b.checkpoints_timed, ") + c.checkpoints + ", " +
                                c.evictions + ", s.active";
    EXPECT_THAT(sql, HasSubstr(figures)) << c.version;
    EXPECT_EQ(sql.find("pg_stat_wal w") != std::string::npos, c.version >= 14);
    EXPECT_EQ(sql.find("pg_stat_checkpointer c") != std::string::npos, c.version >= 17);
    EXPECT_EQ(sql.find("pg_stat_io) i") != std::string::npos, c.version >= 16);
    EXPECT_THAT(sql, HasSubstr(observer_mark));
  }
}

TEST(StatisticsSql, AStandbyIsAskedForWhatItsSessionsReport) {
  CatalogColumns columns = columns_of(14);
  EXPECT_THAT(statistics_sql(columns), HasSubstr("pg_current_wal_insert_lsn"));
  columns.names.erase("pg_current_wal_insert_lsn()");
  EXPECT_THAT(statistics_sql(columns), Not(HasSubstr("insert_lsn")));
  EXPECT_THAT(statistics_sql(columns), HasSubstr("w.wal_bytes"));
}

TEST(StatisticsSql, HasAColumnForEachStatistic) {
  for (const int version : {13, 14, 15, 16, 17, 18}) {
    const std::string sql = statistics_sql(columns_of(version));
    const std::string list = sql.substr(0, sql.find(" FROM pg_catalog.pg_stat_database"));
    std::size_t commas = 0, depth = 0;
    for (const char c : list) {
      depth += c == '(';
      depth -= c == ')';
      commas += c == ',' && depth == 0;
    }
    EXPECT_EQ(commas + 1, static_cast<std::size_t>(ServerStatistic::count)) << version;
  }
}

TEST(SessionSamplesSql, KnowsSinceWhenALockIsWaitedForSince14) {
  const LoadSessions load{"16384", "'loadtest-x'"};
  EXPECT_THAT(session_samples_sql(columns_of(13), load), HasSubstr("NULL::timestamptz AS since"));
  EXPECT_THAT(session_samples_sql(columns_of(14), load), HasSubstr("waitstart AS since"));
  EXPECT_THAT(session_samples_sql(columns_of(14), load), HasSubstr("a.application_name IN ('loadtest-x')"));
  EXPECT_THAT(session_samples_sql(columns_of(14), {"16384", ""}),
              HasSubstr("a.application_name <> 'loadtest observer'"));
}

TEST(StatementCountersSql, ReadsExtensionsThatAreOlderThanTheirServer) {
  CatalogColumns old;
  add(old, "pg_stat_statements",
      "userid dbid queryid query calls total_time rows shared_blks_hit shared_blks_read temp_blks_written "
      "blk_read_time");
  EXPECT_THAT(statement_counters_sql(old, "public", "5", false), HasSubstr("calls, total_time, rows"));
  EXPECT_THAT(statement_counters_sql(old, "public", "5", false), HasSubstr("temp_blks_written, NULL FROM"));
  for (const int version : {13, 14, 16, 17, 18}) {
    const std::string sql = statement_counters_sql(columns_of(version), "extensions", "5", true);
    EXPECT_THAT(sql, HasSubstr("calls, total_exec_time, rows"));
    EXPECT_THAT(sql, HasSubstr("wal_bytes FROM extensions.pg_stat_statements(false) WHERE dbid = 5 AND"));
  }
}

}  // namespace
}  // namespace loadtest
