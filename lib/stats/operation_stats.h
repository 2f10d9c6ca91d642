#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "stats/histogram.h"

namespace loadtest {

/// Counts of one operation. started = ok + failed + cancelled; `dropped` arrivals never started; `late` = replies that
/// came after their operation had timed out; `lost` = timed-out replies that never came at all.
struct Tally {
  std::uint64_t started = 0, ok = 0, failed = 0, cancelled = 0, dropped = 0, late = 0, lost = 0;
  std::uint64_t bytes_sent = 0, bytes_received = 0;

  void add(const Tally&);
  /// Share of what was asked for that succeeded: ok / (ok + failed + dropped); 0 where nothing was.
  double success_share() const;
  std::uint64_t finished() const { return ok + failed; }
};

/// Failures by kind.
using KindCounts = std::map<std::string, std::uint64_t>;
/// Adds them up, with no more than ErrorKinds::kinds_max kinds; what comes after is "other".
void add_kinds(KindCounts& into, const KindCounts& from);

/// One operation over some stretch of a run. Failures have a histogram of their own: fast refusals must not improve the
/// percentiles of what worked.
struct OperationStats {
  Tally tally;
  KindCounts errors;
  Histogram response, service, failed;  // `failed` has the ages of what was cancelled, too
  Nanos cancelled_max{0};               // the greatest of these

  void merge(const OperationStats&);
};

using TrackTotals = std::vector<OperationStats>;  // by OperationId
void merge(TrackTotals& into, const TrackTotals& from);

}  // namespace loadtest
