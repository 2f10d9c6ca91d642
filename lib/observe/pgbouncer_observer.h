#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "observe/observer.h"
#include "observe/pgbouncer_pools.h"
#include "observe/ticking_thread.h"
#include "pg/console.h"

namespace loadtest {

/// Asks a PgBouncer's console for its pools once a second.
class PgBouncerObserver final : public Observer {
 public:
  /// `console` names its database "pgbouncer", and a user who may look.
  explicit PgBouncerObserver(pg::Conninfo console) : conninfo_(std::move(console)) {}
  void begin() override;
  Observed end(TimePoint t0) override;

 private:
  bool look();
  bool failed(const pg::SqlError&);

  pg::Conninfo conninfo_;
  std::optional<pg::Console> console_;
  Observed observed_;
  PgBouncerPools pools_;
  TickingThread thread_;
};

}  // namespace loadtest
