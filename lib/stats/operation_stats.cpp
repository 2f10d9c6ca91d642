#include "stats/operation_stats.h"

#include <algorithm>

#include "core/error_kinds.h"

namespace loadtest {

void Tally::add(const Tally& other) {
  started += other.started;
  ok += other.ok;
  failed += other.failed;
  cancelled += other.cancelled;
  dropped += other.dropped;
  late += other.late;
  lost += other.lost;
  bytes_sent += other.bytes_sent;
  bytes_received += other.bytes_received;
}

double Tally::success_share() const {
  const std::uint64_t asked = ok + failed + dropped;
  return asked == 0 ? 0 : static_cast<double>(ok) / static_cast<double>(asked);
}

void add_kinds(KindCounts& into, const KindCounts& from) {
  for (const auto& [kind, count] : from) {
    const bool room = into.contains(kind) || into.size() < ErrorKinds::kinds_max;
    into[room ? kind : "other"] += count;
  }
}

void OperationStats::merge(const OperationStats& other) {
  tally.add(other.tally);
  add_kinds(errors, other.errors);
  response.merge(other.response);
  service.merge(other.service);
  failed.merge(other.failed);
  cancelled_max = std::max(cancelled_max, other.cancelled_max);
}

void merge(TrackTotals& into, const TrackTotals& from) {
  if (into.size() < from.size()) into.resize(from.size());
  for (std::size_t i = 0; i < from.size(); ++i) into[i].merge(from[i]);
}

}  // namespace loadtest
