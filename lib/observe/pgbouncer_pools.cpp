#include "observe/pgbouncer_pools.h"

#include <algorithm>

#include "observe/cells.h"

namespace loadtest {

namespace {

constexpr const char* own_database = "pgbouncer";
constexpr std::size_t pools_max = 100;

enum PoolSeries : std::size_t {
  clients_active,
  clients_waiting,
  servers_active,
  servers_idle,
  wait_longest,
  wait_mean,
  pool_queries
};

std::string word(const pg::Console::Answer& answer, std::size_t row, std::string_view column) {
  const std::string* found = answer.find(row, column);
  return found == nullptr ? "" : *found;
}

double amount(const pg::Console::Answer& answer, std::size_t row, std::string_view column) {
  const std::string* found = answer.find(row, column);
  return found == nullptr ? 0 : to_number(*found).value_or(0);
}

}  // namespace

PgBouncerPools::PgBouncerPools() {
  for (const auto& [name, unit] : {std::pair{"clients.active", ""},
                                   {"clients.waiting", ""},
                                   {"servers.active", ""},
                                   {"servers.idle", ""},
                                   {"wait.longest", "ms"},
                                   {"wait.mean", "ms"},
                                   {"queries", "/s"}})
    series_.emplace_back(name, unit);
}

void PgBouncerPools::take_sizes(const pg::Console::Answer& databases, const pg::Console::Answer& config) {
  for (std::size_t row = 0; row < databases.rows.size(); ++row)
    sizes_[word(databases, row, "name")] = amount(databases, row, "pool_size");
  for (std::size_t row = 0; row < config.rows.size(); ++row) {
    const std::string key = word(config, row, "key");
    if (key == "default_pool_size") default_size_ = amount(config, row, "value");
    if (key == "max_client_conn") clients_max_ = amount(config, row, "value");
  }
}

void PgBouncerPools::take(const pg::Console::Answer& pools, const pg::Console::Answer& stats, TimePoint at) {
  double active = 0, waiting = 0, servers = 0, idle = 0, longest = 0;
  for (std::size_t row = 0; row < pools.rows.size(); ++row) {
    Name name{word(pools, row, "database"), word(pools, row, "user")};
    if (name.first == own_database || (pools_.size() == pools_max && !pools_.contains(name))) continue;
    PoolSeen& seen = pools_[std::move(name)];
    const double its_active = amount(pools, row, "cl_active"), its_waiting = amount(pools, row, "cl_waiting");
    const double its_servers = amount(pools, row, "sv_active");
    const double its_longest =
        its_waiting > 0 ? amount(pools, row, "maxwait") * 1000 + amount(pools, row, "maxwait_us") / 1000 : 0;
    ++seen.looks;
    seen.mode = word(pools, row, "pool_mode");
    seen.clients += its_active;
    seen.waiting += its_waiting;
    seen.servers += its_servers;
    seen.waiting_peak = std::max(seen.waiting_peak, its_waiting);
    seen.servers_peak = std::max(seen.servers_peak, its_servers);
    seen.longest_ms = std::max(seen.longest_ms, its_longest);
    active += its_active;
    waiting += its_waiting;
    servers += its_servers;
    idle += amount(pools, row, "sv_idle") + amount(pools, row, "sv_used");
    longest = std::max(longest, its_longest);
  }
  series_[clients_active].add(at, active);
  series_[clients_waiting].add(at, waiting);
  series_[servers_active].add(at, servers);
  series_[servers_idle].add(at, idle);
  series_[wait_longest].add(at, longest);
  take_stats(stats, at);
}

void PgBouncerPools::take_stats(const pg::Console::Answer& stats, TimePoint at) {
  double queries = 0, transactions = 0, wait_us = 0;
  std::map<std::string, Totals> now;
  for (std::size_t row = 0; row < stats.rows.size(); ++row) {
    const std::string database = word(stats, row, "database");
    if (database == own_database) continue;
    const Totals totals{.queries = amount(stats, row, "total_query_count"),
                        .transactions = amount(stats, row, "total_xact_count"),
                        .wait_us = amount(stats, row, "total_wait_time")};
    const Totals& was = last_[database];
    queries += totals.queries - was.queries;
    transactions += totals.transactions - was.transactions;
    wait_us += totals.wait_us - was.wait_us;
    now[database] = totals;
  }
  const double seconds = to_seconds(at - last_at_);
  if (last_at_ == TimePoint{}) {
    first_ = now;
  } else if (seconds > 0 && queries >= 0) {
    series_[pool_queries].add(at, queries / seconds);
    series_[wait_mean].add(at, transactions > 0 ? wait_us / 1000 / transactions : 0);
  }
  last_ = std::move(now);
  last_at_ = at;
}

void PgBouncerPools::write(Observed& observed, TimePoint t0) const {
  for (const SeriesRecorder& one : series_) observed.series.push_back(one.series(t0));
  if (default_size_) observed.figures.push_back({"limit.pool_size", "", *default_size_});
  if (clients_max_) observed.figures.push_back({"limit.clients", "", *clients_max_});
  observed.tables.push_back(table());
}

ObservedTable PgBouncerPools::table() const {
  ObservedTable table{"pools",
                      {{"database", ""},
                       {"user", ""},
                       {"mode", ""},
                       {"size", ""},
                       {"clients", ""},
                       {"waiting", ""},
                       {"waiting_peak", ""},
                       {"servers", ""},
                       {"servers_peak", ""},
                       {"wait_longest", "ms"},
                       {"wait_mean", "ms"},
                       {"queries", ""}},
                      {}};
  const auto of = [](const std::map<std::string, Totals>& all, const std::string& database) {
    const auto found = all.find(database);
    return found == all.end() ? Totals{} : found->second;
  };
  for (const auto& [name, seen] : pools_) {
    const auto looks = static_cast<double>(seen.looks);
    const auto size = sizes_.find(name.first);
    const Totals from = of(first_, name.first), to = of(last_, name.first);
    const double transactions = to.transactions - from.transactions;
    table.rows.push_back(
        {shown_text(name.first), shown_text(name.second), shown_text(seen.mode),
         number_cell(size == sizes_.end() ? default_size_ : std::optional(size->second)), seen.clients / looks,
         seen.waiting / looks, seen.waiting_peak, seen.servers / looks, seen.servers_peak, seen.longest_ms,
         transactions > 0 ? (to.wait_us - from.wait_us) / 1000 / transactions : 0, to.queries - from.queries});
  }
  return table;
}

}  // namespace loadtest
