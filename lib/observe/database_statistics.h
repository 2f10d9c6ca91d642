#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "core/observed.h"
#include "observe/statistics_sql.h"
#include "pg/admin.h"

namespace loadtest {

/// What a row of statistics_sql() says.
struct StatisticsReading {
  TimePoint at{};
  std::uint64_t own_queries = 0;  // that we had asked by then: each is a commit of the database's, too
  std::array<std::optional<double>, static_cast<std::size_t>(ServerStatistic::count)> values{};

  static StatisticsReading of(const pg::Admin::Row&, TimePoint at, std::uint64_t own_queries);
  std::optional<double> operator[](ServerStatistic one) const { return values[static_cast<std::size_t>(one)]; }
};

/// The counters of a database while a run lasts, as rates and as what they moved by.
class DatabaseStatistics {
 public:
  DatabaseStatistics();
  /// The first is that before the load.
  void take(const StatisticsReading&);
  /// After the load, which is no point of the series: what came of it counts in the figures alone.
  void take_last(const StatisticsReading& reading) { last_ = reading; }
  void write(Observed&, TimePoint t0) const;
  bool empty() const { return !first_; }
  double sessions_peak() const { return sessions_peak_; }

 private:
  void add_rates(const StatisticsReading& from, const StatisticsReading& to);

  std::optional<StatisticsReading> first_, last_;
  std::vector<SeriesRecorder> gauges_, rates_;
  double sessions_peak_ = 0;
  bool hidden_ = false;  // some sessions did not show what they do
};

}  // namespace loadtest
