#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/observed.h"
#include "pg/console.h"

namespace loadtest {

/// The pools of a PgBouncer while a run lasts, from the answers of its console. Its own database has none.
class PgBouncerPools {
 public:
  PgBouncerPools();
  /// SHOW DATABASES and SHOW CONFIG.
  void take_sizes(const pg::Console::Answer& databases, const pg::Console::Answer& config);
  /// SHOW POOLS and SHOW STATS, whose totals count from its start.
  void take(const pg::Console::Answer& pools, const pg::Console::Answer& stats, TimePoint at);
  void write(Observed&, TimePoint t0) const;

 private:
  struct Totals {
    double queries = 0, transactions = 0, wait_us = 0;
  };
  struct PoolSeen {
    std::string mode;
    std::uint64_t looks = 0;
    double clients = 0, waiting = 0, servers = 0;  // summed over the looks
    double waiting_peak = 0, servers_peak = 0, longest_ms = 0;
  };
  using Name = std::pair<std::string, std::string>;  // database, user

  void take_stats(const pg::Console::Answer&, TimePoint at);
  ObservedTable table() const;

  std::vector<SeriesRecorder> series_;
  std::map<Name, PoolSeen> pools_;
  std::map<std::string, Totals> first_, last_;  // by database
  TimePoint last_at_{};
  std::map<std::string, double> sizes_;  // by database
  std::optional<double> default_size_, clients_max_;
};

}  // namespace loadtest
