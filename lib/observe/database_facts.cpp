#include "observe/database_facts.h"

#include "observe/cells.h"

namespace loadtest {

namespace {

constexpr const char* facts_sql =
    "SELECT /* loadtest observer */ current_setting('server_version'), current_database(), session_user, "
    "current_setting('max_connections'), current_setting('superuser_reserved_connections')::int + "
    "coalesce(current_setting('reserved_connections', true)::int, 0), "
    "pg_catalog.pg_size_bytes(current_setting('shared_buffers')), current_setting('track_io_timing'), "
    "current_setting('track_activities')";

// What holds a secret, or may: nobody needs it to judge a load. Settings with a dot are extensions' or the user's own,
// where applications keep keys.
constexpr const char* settings_sql =
    "SELECT /* loadtest observer */ name, current_setting(name) FROM pg_catalog.pg_settings "
    "WHERE source NOT IN ('default', 'override', 'client', 'session') AND NOT pending_restart "
    "AND name !~ '(conninfo|command|passphrase|password|secret|token|_key|_file|_directory|_path)' "
    "AND (name !~ '\\.' OR name ~ '^(auto_explain|pg_stat_statements|plpgsql|pg_prewarm)\\.') ORDER BY name LIMIT 200";

}  // namespace

void add_database_facts(DatabaseLink& link, Observed& observed) {
  const auto asked = link.ask(facts_sql);
  if (!asked || asked->rows.empty()) {
    observed.notes.emplace_back("the server says nothing of its limits");
    return;
  }
  const auto& row = asked->rows[0];
  observed.facts.emplace_back("server", "PostgreSQL " + shown_text(field(row, 0)));
  observed.facts.emplace_back("database", shown_text(field(row, 1)));
  observed.facts.emplace_back("looked at as", shown_text(field(row, 2)));
  const auto figure = [&](const char* name, const char* unit, std::size_t at) {
    if (const auto value = to_number(field(row, at))) observed.figures.push_back({name, unit, *value});
  };
  figure("limit.connections", "", 3);
  figure("limit.reserved", "", 4);
  figure("limit.shared_buffers", "bytes", 5);
  if (field(row, 6) == "off")
    observed.notes.emplace_back("track_io_timing is off, so that nobody knows how long reads and writes took");
  if (field(row, 7) == "off")
    observed.notes.emplace_back("track_activities is off, so that no session says what it does or waits for");
  if (link.pooler())
    observed.notes.emplace_back(
        "a pooler stands between: sessions are its own, it is looked once a second, and counters of the last seconds "
        "may "
        "be missing");
}

void add_settings(DatabaseLink& link, Observed& observed) {
  if (const auto asked = link.ask("SELECT /* loadtest observer */ pg_catalog.pg_database_size(current_database())");
      asked && !asked->rows.empty()) {
    if (const auto size = to_number(field(asked->rows[0], 0)))
      observed.figures.push_back({"database.size", "bytes", *size});
  }
  const auto asked = link.ask(settings_sql);
  if (!asked) return;
  ObservedTable table{"settings", {{"name", ""}, {"value", ""}}, {}};
  for (const auto& row : asked->rows) table.rows.push_back({shown_text(field(row, 0)), shown_text(field(row, 1))});
  observed.tables.push_back(std::move(table));
}

}  // namespace loadtest
