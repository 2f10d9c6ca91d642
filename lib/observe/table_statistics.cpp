#include "observe/table_statistics.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>
#include <vector>

#include "observe/cells.h"

namespace loadtest {

namespace {

constexpr std::size_t tables_max = 50;

constexpr const char* tables_sql =
    "SELECT /* loadtest observer */ relid::text, CASE schemaname WHEN 'public' THEN relname::text ELSE schemaname || "
    "'.' || "
    "relname END, n_live_tup, n_dead_tup, seq_scan, seq_tup_read, coalesce(idx_scan, 0), n_tup_ins, n_tup_upd, "
    "n_tup_hot_upd, n_tup_del FROM pg_catalog.pg_stat_user_tables";
constexpr std::size_t table_words = 3;
constexpr std::array table_counters{"seq_scans", "seq_rows",    "index_scans", "inserts",
                                    "updates",   "hot_updates", "deletes"};

constexpr const char* indexes_sql =
    "SELECT /* loadtest observer */ indexrelid::text, indexrelname, CASE schemaname WHEN 'public' THEN relname::text "
    "ELSE "
    "schemaname || '.' || relname END, idx_scan FROM pg_catalog.pg_stat_user_indexes";
constexpr std::size_t index_words = 2;

using Sizes = std::map<std::string, double>;

std::optional<double> size_of(const Sizes& sizes, const std::string& oid) {
  const auto found = sizes.find(oid);
  return found == sizes.end() ? std::nullopt : std::optional(found->second);
}

using FoundTable = std::pair<const std::string*, const CounterSnapshot::Entry*>;

/// The busiest first.
std::vector<FoundTable> busiest(const CounterSnapshot& moved) {
  std::vector<std::pair<double, FoundTable>> all;
  for (const auto& [key, entry] : moved.entries()) {
    double sum = 0;
    for (const auto& counter : entry.counters) sum += counter.value_or(0);
    all.push_back({sum, {&key, &entry}});
  }
  std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  if (all.size() > tables_max) all.resize(tables_max);
  std::vector<FoundTable> found;
  for (const auto& one : all) found.push_back(one.second);
  return found;
}

}  // namespace

void TableStatistics::look(DatabaseLink& link, CounterSnapshot& tables, CounterSnapshot& indexes) {
  if (const auto asked = link.ask(tables_sql)) tables.take(asked->rows, table_words);
  if (const auto asked = link.ask(indexes_sql)) indexes.take(asked->rows, index_words);
}

void TableStatistics::look_after(DatabaseLink& link) {
  CounterSnapshot tables, indexes;
  look(link, tables, indexes);
  tables_ = tables.since(tables_);
  indexes_ = indexes.since(indexes_);
  looked_ = true;
  std::vector<std::string> table_oids, index_oids;
  for (const FoundTable& one : busiest(tables_)) table_oids.push_back(*one.first);
  for (const FoundTable& one : busiest(indexes_)) index_oids.push_back(*one.first);
  for (const auto& [oids, size] :
       {std::pair{&table_oids, "pg_table_size"}, std::pair{&index_oids, "pg_relation_size"}}) {
    if (oids->empty()) continue;
    const auto asked =
        link.ask(fmt::format("SELECT {} oid::text, pg_catalog.{}(oid) FROM pg_catalog.pg_class WHERE oid IN "
                             "({})",
                             observer_mark, size, fmt::join(*oids, ", ")));
    if (!asked) {
      // It waits for who alters the table; nobody waits for us.
      no_sizes_ = shown_text(asked.error().message);
      continue;
    }
    for (const auto& row : asked->rows) sizes_[field(row, 0).value_or("")] = to_number(field(row, 1)).value_or(0);
  }
}

void TableStatistics::write(Observed& observed) const {
  if (!looked_) return;
  write_tables(observed);
  write_indexes(observed);
  if (!no_sizes_.empty()) observed.notes.push_back("no sizes of tables or indexes: " + no_sizes_);
}

void TableStatistics::write_tables(Observed& observed) const {
  ObservedTable table{"tables", {{"table", ""}, {"rows", ""}, {"dead_rows", ""}, {"size", "bytes"}}, {}};
  for (const char* name : table_counters) table.columns.push_back({name, ""});
  for (const auto& [oid, entry] : busiest(tables_)) {
    auto& row = table.rows.emplace_back();
    row.emplace_back(shown_text(field(entry->about, 0)));
    row.push_back(number_cell(to_number(field(entry->about, 1))));
    row.push_back(number_cell(to_number(field(entry->about, 2))));
    row.push_back(number_cell(size_of(sizes_, *oid)));
    for (std::size_t i = 0; i < table_counters.size(); ++i)
      row.push_back(number_cell(i < entry->counters.size() ? entry->counters[i] : std::nullopt));
  }
  observed.tables.push_back(std::move(table));
}

void TableStatistics::write_indexes(Observed& observed) const {
  ObservedTable table{"indexes", {{"index", ""}, {"table", ""}, {"scans", ""}, {"size", "bytes"}}, {}};
  for (const auto& [oid, entry] : busiest(indexes_)) {
    table.rows.push_back({shown_text(field(entry->about, 0)), shown_text(field(entry->about, 1)),
                          number_cell(entry->counters.empty() ? std::nullopt : entry->counters[0]),
                          number_cell(size_of(sizes_, *oid))});
  }
  observed.tables.push_back(std::move(table));
}

}  // namespace loadtest
