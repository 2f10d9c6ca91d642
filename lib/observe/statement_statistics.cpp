#include "observe/statement_statistics.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <set>

#include "core/units.h"
#include "observe/cells.h"

namespace loadtest {

namespace {

constexpr std::size_t statements_max = 50, taken_roles_max = 4;
constexpr double block_bytes = 8192;
constexpr const char* hidden_key = "hidden";

enum class StatementCounter : std::size_t { calls, total_ms, rows, hits, reads, temp_blocks, wal_bytes };
using Of = StatementCounter;

using Moved = std::pair<const std::string*, const CounterSnapshot::Entry*>;

double counter(const CounterSnapshot::Entry& entry, StatementCounter which) {
  const auto at = static_cast<std::size_t>(which);
  return at < entry.counters.size() ? entry.counters[at].value_or(0) : 0;
}

/// Those that ran, the longest in all first.
std::vector<Moved> ran(const CounterSnapshot& moved) {
  std::vector<Moved> found;
  for (const auto& [key, entry] : moved.entries()) {
    if (counter(entry, Of::calls) > 0) found.emplace_back(&key, &entry);
  }
  std::stable_sort(found.begin(), found.end(), [](const Moved& a, const Moved& b) {
    return counter(*a.second, Of::total_ms) > counter(*b.second, Of::total_ms);
  });
  return found;
}

std::string hidden_roles_sql(const DatabaseLink& link) {
  return fmt::format(
      "SELECT {} DISTINCT pg_catalog.quote_ident(r.rolname) FROM {}.pg_stat_statements(false) s JOIN "
      "pg_catalog.pg_roles r "
      "ON r.oid = s.userid WHERE s.queryid IS NULL AND s.dbid = {} AND NOT r.rolsuper AND "
      "pg_catalog.pg_has_role(session_user, r.oid, 'MEMBER') LIMIT {}",
      observer_mark, link.statements_schema(), link.database_oid(), taken_roles_max);
}

}  // namespace

std::string statement_counters_sql(const CatalogColumns& columns, const std::string& schema,
                                   const std::string& database_oid, bool as_current_user) {
  const auto has = [&](const char* name) { return columns.has(std::string("pg_stat_statements.") + name); };
  return fmt::format(
      "SELECT {0} userid::text || '/' || coalesce(queryid::text, '{1}'), pg_catalog.pg_get_userbyid(userid), "
      "coalesce(queryid::text, '{1}'), calls, {2}, rows, shared_blks_hit, shared_blks_read, temp_blks_written, {3} "
      "FROM "
      "{4}.pg_stat_statements(false) WHERE dbid = {5}{6}",
      observer_mark, hidden_key, has("total_exec_time") ? "total_exec_time" : "total_time",
      has("wal_bytes") ? "wal_bytes" : "NULL", schema, database_oid,
      as_current_user ? " AND queryid IS NOT NULL AND userid = (SELECT oid FROM pg_catalog.pg_roles WHERE rolname = "
                        "current_user)"
                      : "");
}

std::optional<StatementStatistics::Look> StatementStatistics::look(DatabaseLink& link) {
  const auto sql = [&](bool as_current_user) {
    return statement_counters_sql(link.columns(), link.statements_schema(), link.database_oid(), as_current_user);
  };
  auto asked = link.ask(sql(false));
  if (!asked) {
    notes_.push_back(asked.error().sqlstate == "42501"
                         ? "pg_stat_statements is in schema " + link.statements_schema() +
                               ", which this login may not use (GRANT USAGE ON SCHEMA)"
                         : "pg_stat_statements could not be read: " + shown_text(asked.error().message));
    return std::nullopt;
  }
  Look look;
  pg::Admin::Rows all = std::move(asked->rows);
  if (const auto roles = link.ask(hidden_roles_sql(link))) {
    for (const auto& row : roles->rows) {
      const std::string role = field(row, 0).value_or("");
      auto theirs = link.ask_as(role, sql(true));
      if (!theirs || theirs->rows.empty()) continue;
      look.seen_as.push_back(role);
      const auto& name = field(theirs->rows[0], 1);
      std::erase_if(all, [&](const auto& one) { return field(one, 1) == name && field(one, 2) == hidden_key; });
      all.insert(all.end(), theirs->rows.begin(), theirs->rows.end());
    }
  }
  look.counters.take(all, 2);
  if (link.columns().has("pg_stat_statements_info.dealloc")) {
    const auto info = link.ask(
        fmt::format("SELECT {} dealloc FROM {}.pg_stat_statements_info", observer_mark, link.statements_schema()));
    if (info && !info->rows.empty()) look.deallocated = to_number(field(info->rows[0], 0));
  }
  return look;
}

void StatementStatistics::look_before(DatabaseLink& link) {
  if (link.statements_schema().empty()) {
    notes_.emplace_back(
        "no figures by statement, as the extension pg_stat_statements is missing (add it to shared_preload_libraries, "
        "restart, then CREATE EXTENSION pg_stat_statements)");
    return;
  }
  before_ = look(link);
}

void StatementStatistics::look_after(DatabaseLink& link) {
  if (!before_ || link.statements_schema().empty()) return;
  const auto after = look(link);
  if (!after) return;
  moved_ = after->counters.since(before_->counters);
  if (before_->deallocated && after->deallocated && *after->deallocated > *before_->deallocated)
    notes_.push_back(
        fmt::format("pg_stat_statements had no room {} times and forgot statements: their figures are too low (raise "
                    "pg_stat_statements.max)",
                    *after->deallocated - *before_->deallocated));
  read_texts(link, *after);
}

void StatementStatistics::read_texts(DatabaseLink& link, const Look& after) {
  std::set<std::string> wanted;
  for (const auto& [key, entry] : ran(moved_)) {
    const std::string number = field(entry->about, 1).value_or("");
    if (number != hidden_key) wanted.insert(number);
    if (wanted.size() == 2 * statements_max) break;
  }
  if (wanted.empty()) return;
  const std::string sql = fmt::format(
      "SELECT {} userid::text || '/' || queryid::text, left(query, 2000) FROM {}.pg_stat_statements(true) WHERE dbid = "
      "{} "
      "AND queryid IN ({})",
      observer_mark, link.statements_schema(), link.database_oid(), fmt::join(wanted, ", "));
  std::vector<std::string> roles = after.seen_as;
  roles.emplace_back();
  for (const std::string& role : roles) {
    const auto asked = link.ask_as(role, sql);
    if (!asked) continue;
    for (const auto& row : asked->rows) {
      if (field(row, 0) && field(row, 1)) texts_.emplace(*field(row, 0), *field(row, 1));
    }
  }
}

void StatementStatistics::write(Observed& observed) const {
  observed.notes.insert(observed.notes.end(), notes_.begin(), notes_.end());
  if (!before_) return;
  ObservedTable table{"statements",
                      {{"query", ""},
                       {"role", ""},
                       {"calls", ""},
                       {"total_ms", "ms"},
                       {"mean_ms", "ms"},
                       {"rows", ""},
                       {"hits", ""},
                       {"reads", ""},
                       {"temp_written", "bytes"},
                       {"wal_written", "bytes"},
                       {"share", "share"}},
                      {}};
  std::vector<std::pair<std::string, Moved>> shown;
  std::set<std::string> hidden_roles;
  double all_ms = 0;
  for (const Moved& one : ran(moved_)) {
    const auto text = texts_.find(*one.first);
    const bool is_hidden = field(one.second->about, 1) == hidden_key;
    if (text != texts_.end() && text->second.find(observer_mark) != std::string::npos) continue;
    if (is_hidden) hidden_roles.insert(shown_text(field(one.second->about, 0)));
    all_ms += counter(*one.second, Of::total_ms);
    if (shown.size() == statements_max) continue;
    shown.emplace_back(is_hidden ? "(hidden)" : text == texts_.end() ? "" : shown_statement(text->second), one);
  }
  for (const auto& [text, one] : shown) {
    const CounterSnapshot::Entry& entry = *one.second;
    table.rows.push_back({text, shown_text(field(entry.about, 0)), counter(entry, Of::calls),
                          counter(entry, Of::total_ms), counter(entry, Of::total_ms) / counter(entry, Of::calls),
                          counter(entry, Of::rows), counter(entry, Of::hits), counter(entry, Of::reads),
                          counter(entry, Of::temp_blocks) * block_bytes, number_cell(entry.counters.back()),
                          all_ms > 0 ? counter(entry, Of::total_ms) / all_ms : 0});
  }
  observed.tables.push_back(std::move(table));
  if (!hidden_roles.empty())
    observed.notes.push_back(
        fmt::format("the texts of statements of {} are hidden from this login: only their sum is shown (grant it "
                    "pg_read_all_stats)",
                    fmt::join(hidden_roles, ", ")));
}

}  // namespace loadtest
