#pragma once

#include <cstddef>
#include <string>

#include "observe/catalog_columns.h"

namespace loadtest {

/// What is read once a second, in this order.
enum class ServerStatistic : std::size_t {
  commits,
  rollbacks,
  block_hits,
  block_reads,
  read_ms,
  deadlocks,
  temp_files,
  temp_bytes,
  rows_read,
  rows_written,
  wal_bytes,
  wal_full,   // times that a session wrote WAL because its buffers were full
  wal_syncs,  // times that WAL was made durable
  checkpoints_timed,
  checkpoints_requested,
  evictions,  // of blocks in use, by client sessions that wanted others
  active,
  idle,
  idle_in_transaction,
  other_sessions,
  all_sessions,
  hidden_sessions,    // whose state this login may not see
  long_transactions,  // sessions of this database that were idle in a transaction for a second and more
  count
};

/// One row with a column for each ServerStatistic; NULL where this server has no such thing.
std::string statistics_sql(const CatalogColumns&);

}  // namespace loadtest
