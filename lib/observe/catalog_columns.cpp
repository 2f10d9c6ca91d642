#include "observe/catalog_columns.h"

namespace loadtest {

bool CatalogColumns::has_view(std::string_view view) const {
  const std::string prefix = std::string(view) + ".";
  const auto at = names.lower_bound(prefix);
  return at != names.end() && at->starts_with(prefix);
}

const char* const catalog_columns_sql =
    "SELECT /* loadtest observer */ c.relname || '.' || a.attname FROM pg_catalog.pg_class c "
    "JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid "
    "WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind = 'v' "
    "AND (n.nspname = 'pg_catalog' AND c.relname IN ('pg_stat_database', 'pg_stat_wal', 'pg_stat_bgwriter', "
    "'pg_stat_checkpointer', 'pg_stat_io', 'pg_locks') "
    "OR c.relname IN ('pg_stat_statements', 'pg_stat_statements_info') AND n.oid = (SELECT extnamespace FROM "
    "pg_catalog.pg_extension WHERE extname = 'pg_stat_statements'))";

}  // namespace loadtest
