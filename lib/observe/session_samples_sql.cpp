#include "observe/session_samples_sql.h"

#include <fmt/format.h>

namespace loadtest {

namespace {

std::string is_of_the_load(const LoadSessions& load) {
  std::string where = "a.pid <> pg_catalog.pg_backend_pid() AND a.datid = " + load.database_oid;
  if (load.applications.empty())
    where += fmt::format(" AND a.application_name <> '{}' AND a.backend_type = 'client backend'", observer_application);
  else
    where += " AND a.application_name IN (" + load.applications + ")";
  return where;
}

}  // namespace

std::string session_samples_sql(const CatalogColumns& columns, const LoadSessions& load) {
  return fmt::format(
      "WITH a AS MATERIALIZED (SELECT pid, datid, application_name, backend_type, state, wait_event_type, wait_event, "
      "query, query_start FROM pg_catalog.pg_stat_get_activity(NULL)), "
      "own AS MATERIALIZED (SELECT * FROM a WHERE a.state = 'active' AND {0}), "
      "locks AS MATERIALIZED (SELECT pid, locktype, relation, granted, {1} AS since FROM pg_catalog.pg_locks "
      "WHERE NOT granted OR locktype = 'tuple') "
      "SELECT {2} coalesce(wait_event_type, ''), coalesce(wait_event, ''), count(*), NULL::int, NULL, NULL::int, NULL, "
      "NULL, NULL, NULL, NULL::float8 FROM own GROUP BY 1, 2 "
      "UNION ALL SELECT '', '', NULL, w.pid, left(w.query, 600), h.pid, left(x.query, 600), "
      "CASE WHEN x.wait_event_type = 'Lock' THEN 'waiting' ELSE x.state END, "
      "coalesce(l.locktype, w.wait_event), l.relation::pg_catalog.oid::regclass::text, "
      "extract(epoch FROM clock_timestamp() - coalesce(l.since, w.query_start))::float8 * 1000 "
      "FROM (SELECT * FROM own WHERE wait_event_type = 'Lock' ORDER BY query_start LIMIT 5) w "
      // Those that hold it come before those that are further ahead in line.
      "CROSS JOIN LATERAL (SELECT b.pid FROM unnest(pg_catalog.pg_blocking_pids(w.pid)) b(pid) LIMIT 2) h "
      "LEFT JOIN a x ON x.pid = h.pid "
      "LEFT JOIN LATERAL (SELECT max(locktype) FILTER (WHERE NOT granted) AS locktype, max(relation) AS relation, "
      "max(since) AS since FROM locks WHERE locks.pid = w.pid) l ON true",
      is_of_the_load(load), columns.has("pg_locks.waitstart") ? "waitstart" : "NULL::timestamptz", observer_mark);
}

std::string idle_in_transaction_sql(const LoadSessions& load) {
  return fmt::format(
      "SELECT {} a.pid, a.application_name, left(a.query, 600), "
      "extract(epoch FROM clock_timestamp() - a.state_change)::float8 * 1000, (SELECT count(*) FROM "
      "pg_catalog.pg_locks l "
      "WHERE l.pid = a.pid AND l.granted AND (l.relation >= 16384 OR l.locktype = 'transactionid')) "
      "FROM pg_catalog.pg_stat_get_activity(NULL) a WHERE a.state LIKE 'idle in transaction%' AND a.datid = {} "
      "AND a.pid <> pg_catalog.pg_backend_pid() AND a.state_change < clock_timestamp() - interval '1 s' "
      "ORDER BY a.state_change LIMIT 20",
      observer_mark, load.database_oid);
}

}  // namespace loadtest
