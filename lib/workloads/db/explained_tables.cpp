#include "workloads/db/explained_tables.h"

#include "core/text.h"
#include "workloads/db/admin_transaction.h"

namespace loadtest {
namespace {

constexpr std::size_t text_max = 1000;

// Those who have none, too: then nobody sees anything.
constexpr const char* policies_sql =
    "SELECT n.nspname || '.' || c.relname, p.policyname, p.cmd, array_to_string(p.roles, ', '), p.permissive, p.qual, "
    "p.with_check FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_policies p ON "
    "p.schemaname = n.nspname AND p.tablename = c.relname WHERE c.relkind IN ('r', 'p') AND c.relrowsecurity AND "
    "n.nspname || '.' || c.relname IN (";

constexpr const char* indexes_sql =
    "SELECT n.nspname || '.' || c.relname, x.relname, pg_get_indexdef(i.indexrelid), i.indisvalid FROM pg_index i JOIN "
    "pg_class c ON c.oid = i.indrelid JOIN pg_class x ON x.oid = i.indexrelid JOIN pg_namespace n ON n.oid = "
    "c.relnamespace WHERE n.nspname || '.' || c.relname IN (";

// The catalogue writes policies over several lines.
std::string without_line_ends(const std::string& text) {
  std::string line;
  for (const char c : text) {
    const bool space = c == ' ' || c == '\n';
    if (!space) line += c;
    if (space && !line.empty() && line.back() != ' ' && line.back() != '(') line += ' ';
  }
  return line;
}

void read_into(Observed& seen, AdminTransaction& lookup, const std::string& sql, ObservedTable table) {
  const auto rows = lookup.query(sql);
  if (!rows) return seen.notes.push_back(rows.error().line());
  for (const auto& row : *rows) {
    std::vector<ObservedTable::Cell>& cells = table.rows.emplace_back();
    cells.resize(row.size());  // not known
    for (std::size_t i = 0; i < row.size(); ++i)
      if (row[i]) cells[i] = escape_foreign(without_line_ends(*row[i]), text_max);
  }
  seen.tables.push_back(std::move(table));
}

}  // namespace

void describe_tables(pg::Admin& admin, const std::set<std::string>& tables, Observed& seen) {
  std::string names;
  for (const std::string& one : tables)
    if (!one.empty()) names.append(names.empty() ? "" : ", ").append(admin.quote(one));
  if (names.empty()) return;
  auto lookup =
      AdminTransaction::begin(admin, AdminTransaction::Access::read, "policies and indexes could not be read");
  if (!lookup) return seen.notes.push_back(lookup.error().line());
  read_into(seen, *lookup, policies_sql + names + ") ORDER BY 1, 2 LIMIT 50",
            {.name = "policies",
             .columns = {{"table", ""},
                         {"policy", ""},
                         {"command", ""},
                         {"roles", ""},
                         {"permissive", ""},
                         {"using", ""},
                         {"check", ""}},
             .rows = {}});
  read_into(
      seen, *lookup, indexes_sql + names + ") ORDER BY 1, 2 LIMIT 100",
      {.name = "indexes", .columns = {{"table", ""}, {"index", ""}, {"definition", ""}, {"valid", ""}}, .rows = {}});
}

}  // namespace loadtest
