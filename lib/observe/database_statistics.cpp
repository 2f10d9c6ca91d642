#include "observe/database_statistics.h"

#include <algorithm>

#include "observe/cells.h"

namespace loadtest {

namespace {

struct ShownStatistic {
  const char *name, *unit;
  ServerStatistic statistic;
};

constexpr ShownStatistic shown_gauges[] = {
    {"sessions.active", "", ServerStatistic::active},
    {"sessions.idle", "", ServerStatistic::idle},
    {"sessions.idle_in_transaction", "", ServerStatistic::idle_in_transaction},
    {"sessions.other", "", ServerStatistic::other_sessions},
    {"sessions.total", "", ServerStatistic::all_sessions},
};
constexpr ShownStatistic shown_rates[] = {
    {"commits", "/s", ServerStatistic::commits},
    {"rollbacks", "/s", ServerStatistic::rollbacks},
    {"cache.hits", "/s", ServerStatistic::block_hits},
    {"cache.reads", "/s", ServerStatistic::block_reads},
    {"deadlocks", "/s", ServerStatistic::deadlocks},
    {"temp.written", "bytes/s", ServerStatistic::temp_bytes},
    {"wal.written", "bytes/s", ServerStatistic::wal_bytes},
    {"rows.read", "/s", ServerStatistic::rows_read},
    {"rows.written", "/s", ServerStatistic::rows_written},
};
constexpr ShownStatistic shown_figures[] = {
    {"deadlocks", "", ServerStatistic::deadlocks},
    {"temp.files", "", ServerStatistic::temp_files},
    {"temp.written", "bytes", ServerStatistic::temp_bytes},
    {"wal.written", "bytes", ServerStatistic::wal_bytes},
    {"wal.buffers_full", "", ServerStatistic::wal_full},
    {"wal.syncs", "", ServerStatistic::wal_syncs},
    {"checkpoints.timed", "", ServerStatistic::checkpoints_timed},
    {"checkpoints.requested", "", ServerStatistic::checkpoints_requested},
    {"cache.reads", "", ServerStatistic::block_reads},
    {"cache.read_time", "ms", ServerStatistic::read_ms},
    {"cache.evictions", "", ServerStatistic::evictions},
};

// Counters that were reset meanwhile say nothing.
std::optional<double> moved_by(const StatisticsReading& from, const StatisticsReading& to, ServerStatistic one) {
  if (!from[one] || !to[one] || *to[one] < *from[one]) return std::nullopt;
  double by = *to[one] - *from[one];
  if (one == ServerStatistic::commits) by = std::max(0.0, by - static_cast<double>(to.own_queries - from.own_queries));
  return by;
}

}  // namespace

StatisticsReading StatisticsReading::of(const pg::Admin::Row& row, TimePoint at, std::uint64_t own_queries) {
  StatisticsReading reading{.at = at, .own_queries = own_queries, .values = {}};
  for (std::size_t i = 0; i < reading.values.size(); ++i) reading.values[i] = to_number(field(row, i));
  return reading;
}

DatabaseStatistics::DatabaseStatistics() {
  for (const ShownStatistic& one : shown_gauges) gauges_.emplace_back(one.name, one.unit);
  for (const ShownStatistic& one : shown_rates) rates_.emplace_back(one.name, one.unit);
}

void DatabaseStatistics::take(const StatisticsReading& reading) {
  for (std::size_t i = 0; i < std::size(shown_gauges); ++i) {
    if (const auto value = reading[shown_gauges[i].statistic]) gauges_[i].add(reading.at, *value);
  }
  sessions_peak_ = std::max(sessions_peak_, reading[ServerStatistic::all_sessions].value_or(0));
  hidden_ = hidden_ || reading[ServerStatistic::hidden_sessions].value_or(0) > 0;
  if (last_) add_rates(*last_, reading);
  if (!first_) first_ = reading;
  last_ = reading;
}

void DatabaseStatistics::add_rates(const StatisticsReading& from, const StatisticsReading& to) {
  const double seconds = to_seconds(to.at - from.at);
  if (seconds <= 0) return;
  for (std::size_t i = 0; i < std::size(shown_rates); ++i) {
    if (const auto by = moved_by(from, to, shown_rates[i].statistic)) rates_[i].add(to.at, *by / seconds);
  }
}

void DatabaseStatistics::write(Observed& observed, TimePoint t0) const {
  if (!first_) return;
  for (const auto* recorders : {&gauges_, &rates_}) {
    for (const SeriesRecorder& one : *recorders) {
      if (ObservedSeries series = one.series(t0); !series.points.empty()) observed.series.push_back(std::move(series));
    }
  }
  for (const ShownStatistic& one : shown_figures) {
    if (const auto by = moved_by(*first_, *last_, one.statistic)) observed.figures.push_back({one.name, one.unit, *by});
  }
  const auto hits = moved_by(*first_, *last_, ServerStatistic::block_hits);
  const auto reads = moved_by(*first_, *last_, ServerStatistic::block_reads);
  if (hits && reads && *hits + *reads > 0)
    observed.figures.push_back({"cache.hit_share", "share", *hits / (*hits + *reads)});
  observed.figures.push_back({"sessions.peak", "", sessions_peak_});
  if (hidden_)
    observed.notes.emplace_back(
        "of other roles' sessions this login sees neither state nor statement (grant it pg_read_all_stats)");
}

}  // namespace loadtest
