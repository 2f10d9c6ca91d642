#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "observe/database_link.h"
#include "observe/database_statistics.h"
#include "observe/observer.h"
#include "observe/session_samples_sql.h"
#include "observe/statement_statistics.h"
#include "observe/table_statistics.h"
#include "observe/ticking_thread.h"
#include "observe/wait_samples.h"

namespace loadtest {

/// A database to look at.
struct ObservedDatabase {
  std::string source;  // "database", "database 2"
  pg::Conninfo conninfo;
  std::vector<std::string> applications;  // names of the load's connections; empty = all that can be seen there
  std::uint64_t connections = 0;          // that the load will make, which go before ours
};

/// Looks at a database by a connection of its own, with the rights of the load's login: what its own sessions wait for
/// and who blocks whom ten times a second, counters once a second, statements and tables before and after.
class DatabaseObserver final : public Observer {
 public:
  explicit DatabaseObserver(ObservedDatabase database) : database_(std::move(database)) {}
  void begin() override;
  Observed end(TimePoint t0) override;

 private:
  struct Seen {
    Observed observed;
    DatabaseStatistics statistics;
    WaitSamples waits;
    StatementStatistics statements;
    TableStatistics tables;
    TimePoint began{};
    std::uint64_t failed = 0;
    std::string last_failure;
  };

  bool connect();
  LoadSessions load_sessions() const;
  bool room_for_the_load();
  bool tick();
  void read_statistics(bool last);
  bool failed(const pg::SqlError&);
  void wait_for_the_load_to_leave();
  void look_after();

  ObservedDatabase database_;
  std::optional<DatabaseLink> link_;
  std::string samples_sql_, statistics_sql_, idle_sql_;
  Seen seen_;
  unsigned ticks_ = 0;
  bool watching_ = false;
  TickingThread thread_;
};

}  // namespace loadtest
