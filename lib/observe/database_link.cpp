#include "observe/database_link.h"

#include <algorithm>
#include <utility>

#include "observe/cells.h"

namespace loadtest {

namespace {

constexpr Nanos login_max = std::chrono::seconds(3), answer_max = std::chrono::seconds(3);

// Said at the login, so that it holds from the first statement on.
constexpr const char* harmless =
    "-c default_transaction_read_only=on -c statement_timeout=2000 -c lock_timeout=200 "
    "-c idle_in_transaction_session_timeout=10000";
// The same for a single transaction.
constexpr const char* harmless_frame =
    "START /* loadtest observer */ TRANSACTION READ ONLY; SET /* loadtest observer */ LOCAL statement_timeout = 2000; "
    "SET /* loadtest observer */ LOCAL lock_timeout = 200; ";

std::string link_failure(const pg::SqlError& error) {
  return error.message + (error.sqlstate.empty() ? "" : " (" + error.sqlstate + ")");
}

}  // namespace

Result<DatabaseLink> DatabaseLink::open(const pg::Conninfo& conninfo) {
  pg::Conninfo plain = conninfo;
  plain.set("application_name", observer_application);
  pg::Conninfo safe = plain;
  const std::string options = safe.get("options");
  safe.set("options", options + (options.empty() ? "" : " ") + harmless);
  auto console = pg::Console::connect(safe, login_max);
  // A pooler refuses parameters that it does not know: a violation of the protocol (08P01).
  const auto told = [&](const char* word) { return console.error().message.find(word) != std::string::npos; };
  if (!console && (told("08P01") || told("parameter"))) console = pg::Console::connect(plain, login_max);
  if (!console) return tl::unexpected(console.error());
  DatabaseLink link(std::move(*console));
  if (auto learnt = link.learn(); !learnt) return tl::unexpected(learnt.error());
  return link;
}

Status DatabaseLink::learn() {
  const auto asked =
      ask("SELECT /* loadtest observer */ pg_catalog.pg_backend_pid(), (SELECT oid FROM pg_catalog.pg_database WHERE "
          "datname "
          "= current_database()), current_setting('default_transaction_read_only'), (SELECT "
          "pg_catalog.quote_ident(n.nspname) FROM pg_catalog.pg_extension e JOIN pg_catalog.pg_namespace n ON n.oid = "
          "e.extnamespace WHERE e.extname = 'pg_stat_statements')");
  if (!asked || asked->rows.empty())
    return fail(ErrorKind::target, asked ? "the server does not say who it is" : link_failure(asked.error()));
  const pg::Admin::Row& row = asked->rows[0];
  pooler_ = to_number(field(row, 0)) != console_.login_pid();
  database_oid_ = field(row, 1).value_or("0");
  read_only_ = field(row, 2) == "on" && !pooler_;
  statements_schema_ = field(row, 3).value_or("");
  const auto columns = ask(catalog_columns_sql);
  if (!columns) return fail(ErrorKind::target, link_failure(columns.error()));
  for (const auto& one : columns->rows) columns_.names.insert(field(one, 0).value_or(""));
  // Not on a standby, nor where a provider keeps it to itself.
  if (ask("SELECT /* loadtest observer */ pg_catalog.pg_current_wal_insert_lsn()"))
    columns_.names.insert("pg_current_wal_insert_lsn()");
  return {};
}

std::string DatabaseLink::framed(const std::string& before, const std::string& sql) const {
  if (read_only_ && before.empty()) return sql;
  return harmless_frame + before + sql + "; COMMIT";
}

pg::Console::Asked DatabaseLink::ask(const std::string& sql) { return ask_as("", sql); }

pg::Console::Asked DatabaseLink::ask_as(const std::string& role, const std::string& sql) {
  ++queries_;
  auto asked = console_.ask(framed(role.empty() ? "" : "SET /* loadtest observer */ LOCAL ROLE " + role + "; ", sql),
                            answer_max);
  // What failed inside of a frame leaves its transaction open.
  if (!asked && !console_.lost() && !(read_only_ && role.empty()))
    static_cast<void>(console_.ask("ROLLBACK", answer_max));
  return asked;
}

pg::Console::Asked DatabaseLink::ask_often(const char* name, const std::string& sql) {
  if (!read_only_) return ask(sql);
  if (std::find(prepared_.begin(), prepared_.end(), name) == prepared_.end()) {
    if (auto prepared = console_.prepare(name, sql, answer_max); !prepared) return prepared;
    prepared_.emplace_back(name);
  }
  ++queries_;
  return console_.ask_prepared(name, answer_max);
}

int DatabaseLink::free_connections() {
  const auto asked =
      ask("SELECT /* loadtest observer */ current_setting('max_connections')::int - CASE WHEN (SELECT rolsuper FROM "
          "pg_catalog.pg_roles WHERE rolname = session_user) THEN 0 ELSE "
          "current_setting('superuser_reserved_connections')::int + coalesce(current_setting('reserved_connections', "
          "true)::int, 0) END - (SELECT count(*) FROM pg_catalog.pg_stat_get_activity(NULL) a WHERE a.usesysid IS NOT "
          "NULL AND a.datid IS NOT NULL "
          "AND coalesce(a.backend_type, 'client backend') = 'client backend')");
  if (!asked || asked->rows.empty()) return -1;
  const auto number = to_number(field(asked->rows[0], 0));
  return number ? std::max(0, static_cast<int>(*number)) : -1;
}

std::string DatabaseLink::literal(const std::string& text) const {
  std::string quoted = "'";
  for (const char c : text) {
    if (c == '\'') quoted += '\'';
    quoted += c;
  }
  return quoted + "'";
}

}  // namespace loadtest
