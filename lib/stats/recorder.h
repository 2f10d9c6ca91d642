#pragma once

#include <utility>
#include <vector>

#include "core/error_kinds.h"
#include "core/sample.h"
#include "stats/interval.h"
#include "stats/operation_stats.h"

namespace loadtest {

/// Where one track's samples on one shard go: totals for each cell of the run (a phase, its settling time, or the
/// rest), and the interval under way. Nothing here allocates after the first sample of a cell or an interval, locks or
/// formats. One writer.
class Recorder {
 public:
  Recorder(std::size_t operations, std::size_t cells);

  void started(OperationId, std::size_t cell);
  void record(const Sample&, std::size_t cell);
  void dropped(OperationId, std::size_t cell);
  void late(OperationId, std::size_t cell);
  void lost(OperationId, std::size_t cell);
  /// A sample that counts in no figure but its number: it was intended in the warm-up.
  void warm_up() { ++warm_up_; }

  /// A start fell due.
  void planned() { ++planned_; }

  /// What happened since the last roll, error kinds by name.
  std::vector<IntervalOperation> roll(const ErrorKinds&);
  /// How many starts fell due since they were last taken.
  std::uint64_t take_planned() { return std::exchange(planned_, 0); }

  /// The totals of each cell, error kinds by name. Leaves the recorder empty.
  std::vector<TrackTotals> take_totals(const ErrorKinds&);
  std::uint64_t warm_up_operations() const { return warm_up_; }

 private:
  struct Cell {
    Tally tally;
    std::vector<std::uint64_t> errors;
    Histogram response, service, failed;
    Nanos cancelled_max{0};
  };
  struct Rolling {
    std::uint64_t started = 0, ok = 0, failed = 0, dropped = 0;
    IntervalHistogram response{};
    std::vector<std::uint64_t> errors{};
  };
  Cell& at(OperationId op, std::size_t cell) { return cells_[cell * operations_ + op]; }

  std::size_t operations_;
  std::vector<Cell> cells_;       // operation by operation, cell by cell
  std::vector<Rolling> rolling_;  // by operation
  std::uint64_t warm_up_ = 0, planned_ = 0;
};

}  // namespace loadtest
