#pragma once

#include <optional>

#include "engine/workload.h"
#include "workloads/db/db_run.h"

namespace loadtest {

/// When a query's round trips were sent and answered, of its last try.
struct RoundTrips {
  TimePoint begin_sent{}, begun{}, statement_sent{}, statement_done{};
  std::optional<Outcome> statement{};  // the statement's own, once it is over; of several, all of them
  Outcome frame = Outcome::ok;         // the others'

  void restart(TimePoint now) {
    begin_sent = begun = statement_sent = statement_done = now;
    statement.reset();
  }
  /// What the whole query was tells when it began and ended, and why it failed. `committed` = it went its whole way.
  void record(const DbOperations&, const Sample& whole, bool committed, EventSink&) const;
};

}  // namespace loadtest
