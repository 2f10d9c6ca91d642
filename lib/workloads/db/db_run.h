#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/sample.h"
#include "workloads/db/db_settings.h"
#include "workloads/db/inspection.h"
#include "workloads/db/run_rows.h"
#include "workloads/db/zipf.h"

namespace loadtest {

/// Indices of the operations: what is measured beside, the sum, the statements of the mix, then the round trips.
struct DbOperations {
  static constexpr OperationId acquire = 0, connect = 1, query = 2, first_statement = 3;
  // Of a transaction that sets an identity; 0 = not measured.
  OperationId frame = 0, statement = 0, begin = 0, set_config = 0, commit = 0;
  OperationId foreign_row = 0;  // an answer with rows of other users; 0 = nobody looks

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
  std::string begin_reading{}, begin_writing{};  // how transactions begin
  std::optional<Zipf> user_zipf{};               // how users are drawn; none = evenly
  bool checks_owners = false;                    // of the rows that come back

  /// What is made of settings and inspection.
  void set_up();
  /// Whether statements are prepared, as far as nobody refused it yet.
  bool prepares() const { return settings.protocol == Protocol::prepared && inspection.prepare_statements; }
  /// Whether a transaction is sent in one go.
  bool pipelined() const { return settings.pipeline && settings.rls == Rls::transaction; }
  /// Whether statements stand between BEGIN and COMMIT.
  bool framed() const { return settings.rls == Rls::transaction || read_only_frames; }
};

}  // namespace loadtest
