#pragma once

#include <cstdint>
#include <vector>

#include "core/sample.h"
#include "workloads/db/db_settings.h"
#include "workloads/db/inspection.h"
#include "workloads/db/run_rows.h"

namespace loadtest {

/// Indices of the operations: what is measured beside, the sum, the statements of the mix, then the round trips.
struct DbOperations {
  static constexpr OperationId acquire = 0, connect = 1, query = 2, first_statement = 3;
  OperationId frame = 0, statement = 0;  // of a transaction that sets an identity; 0 = not measured

  static std::vector<OperationSpec> specs(const DbSettings&);
  static DbOperations of(const DbSettings&);
};

/// What everybody knows who takes part in a run: made before it, read by all shards, changed by none.
struct DbRun {
  DbSettings settings;
  Inspection inspection;
  DbOperations operations;
  RunRows rows;
  // READ ONLY is said by each transaction, since nothing that is said at the login would hold.
  bool read_only_frames = false;

  /// Whether a transaction is sent in one go.
  bool pipelined() const { return settings.pipeline && settings.rls == Rls::transaction; }
  /// Whether statements stand between BEGIN and COMMIT.
  bool framed() const { return settings.rls == Rls::transaction || read_only_frames; }
};

}  // namespace loadtest
