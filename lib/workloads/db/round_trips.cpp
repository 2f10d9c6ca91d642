#include "workloads/db/round_trips.h"

namespace loadtest {

void RoundTrips::record(const DbOperations& operations, const Sample& whole, bool committed, EventSink& events) const {
  if (operations.frame == 0) return;
  const auto tell = [&](TimePoint from, TimePoint to, OperationId operation, Outcome outcome, std::uint32_t received) {
    events.on_event({from, from, to, operation, outcome, whole.error, 0, received}, whole.intended);
  };
  if (statement) tell(statement_sent, statement_done, operations.statement, *statement, whole.bytes_received);
  if (operations.begin != 0 && committed) {
    tell(begin_sent, begun, operations.begin, Outcome::ok, 0);
    tell(begun, statement_sent, operations.set_config, Outcome::ok, 0);
    tell(statement_done, whole.done, operations.commit, Outcome::ok, 0);
  }
  const Nanos statement_took = statement_done - statement_sent;
  tell(whole.sent, whole.done - statement_took, operations.frame, frame, 0);
}

}  // namespace loadtest
