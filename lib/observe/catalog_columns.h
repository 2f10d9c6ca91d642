#pragma once

#include <set>
#include <string>
#include <string_view>

namespace loadtest {

/// Which columns the statistics views of a server have: "pg_stat_wal.wal_bytes". They came and went with PostgreSQL's
/// versions, and extensions may be older than their server, so that what is asked for goes by what is there.
struct CatalogColumns {
  std::set<std::string, std::less<>> names;

  bool has(std::string_view name) const { return names.find(name) != names.end(); }
  /// Whether there is such a view at all.
  bool has_view(std::string_view view) const;
};

/// Asks for all that CatalogColumns wants to know, a name a row.
extern const char* const catalog_columns_sql;

/// Says to every reader of pg_stat_statements, and to our own, that it is no load.
constexpr std::string_view observer_mark = "/* loadtest observer */";
constexpr const char* observer_application = "loadtest observer";

}  // namespace loadtest
