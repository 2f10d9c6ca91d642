#include "workloads/db/access.h"

#include <algorithm>

namespace loadtest {

const TableAccess* Access::find(std::string_view table) const {
  const auto found = std::find_if(tables.begin(), tables.end(), [&](const auto& one) { return one.name == table; });
  return found == tables.end() ? nullptr : &*found;
}

Result<Access> Access::read(AdminTransaction& lookup, std::span<const std::string> tables) {
  const auto role = lookup.query("SELECT rolname, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user");
  if (!role) return tl::unexpected(role.error());
  Access access;
  if (!role->empty()) {
    const auto& row = role->front();
    access.role = row.at(0).value_or("");
    access.superuser = is_true(row.at(1));
    access.bypasses_row_security = access.superuser || is_true(row.at(2));
  }
  std::string names;
  for (const std::string& table : tables) names += (names.empty() ? "" : ", ") + lookup.quote(table);
  // From the catalogue: to_regclass() fails on a schema that the role may not use.
  const auto rows = lookup.query(
      "SELECT n.nspname || '.' || c.relname, c.relkind = 'v', coalesce(c.reloptions && '{security_invoker=true,"
      "security_invoker=on,security_invoker=yes,security_invoker=1}'::text[], false), may.use AND "
      "has_table_privilege(c.oid, 'SELECT'), may.use AND has_table_privilege(c.oid, 'DELETE'), c.relrowsecurity, "
      "row_security_active(c.oid) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace, LATERAL (SELECT "
      "has_schema_privilege(n.oid, 'USAGE')) AS may(use) WHERE n.nspname || '.' || c.relname IN (" +
      (names.empty() ? "''" : names) + ") AND c.relkind IN ('r', 'p', 'v', 'm', 'f') ORDER BY 1");
  if (!rows) return tl::unexpected(rows.error());
  for (const auto& row : *rows) {
    access.tables.push_back({.name = row.at(0).value_or(""),
                             .view = is_true(row.at(1)),
                             .invokers_view = is_true(row.at(2)),
                             .may_read = is_true(row.at(3)),
                             .may_delete = is_true(row.at(4)),
                             .row_security = is_true(row.at(5)),
                             .row_security_active = is_true(row.at(6))});
  }
  return access;
}

}  // namespace loadtest
