#pragma once

#include <vector>

#include "core/error_kinds.h"
#include "core/sample.h"
#include "stats/interval.h"
#include "stats/operation_stats.h"

namespace loadtest {

/// Where one track's samples on one shard go: totals for each phase, and the interval under way. Nothing here allocates
/// after the first sample of an interval, locks or formats. One writer.
class Recorder {
 public:
  Recorder(std::size_t operations, std::size_t phases);

  void started(OperationId, std::size_t phase);
  void record(const Sample&, std::size_t phase);
  void dropped(OperationId, std::size_t phase);
  void late(OperationId, std::size_t phase);
  void lost(OperationId, std::size_t phase);
  /// A sample that counts in no figure but its number: it was intended in the warm-up.
  void warm_up() { ++warm_up_; }

  /// What happened since the last roll.
  std::vector<IntervalOperation> roll();

  /// The totals of each phase, error kinds by name. Leaves the recorder empty.
  std::vector<TrackTotals> take_totals(const ErrorKinds&);
  std::uint64_t warm_up_operations() const { return warm_up_; }

 private:
  struct Cell {
    Tally tally;
    std::vector<std::uint64_t> errors;
    Histogram response, service, failed;
  };
  struct Rolling {
    std::uint64_t started = 0, ok = 0, failed = 0, dropped = 0;
    IntervalHistogram response;
  };
  Cell& cell(OperationId op, std::size_t phase) { return cells_[phase * operations_ + op]; }

  std::size_t operations_;
  std::vector<Cell> cells_;       // phase by phase
  std::vector<Rolling> rolling_;  // by operation
  std::uint64_t warm_up_ = 0;
};

}  // namespace loadtest
