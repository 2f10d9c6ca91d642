#include "report/error_rows.h"

#include <algorithm>

#include "report/shown.h"

namespace loadtest {

std::vector<ErrorRow> error_rows(const TrackResult& track, const Redactor& redactor) {
  std::vector<ErrorRow> rows;
  for (std::size_t i = 0; i < track.operations.size() && i < track.total.size(); ++i) {
    if (track.operations[i].sum) continue;
    const OperationStats& stats = track.total[i];
    const std::string name = shown_foreign(track.operations[i].name, redactor);
    const std::uint64_t asked = stats.tally.ok + stats.tally.failed + stats.tally.dropped;
    for (const auto& [kind, count] : shown_kinds(stats.errors, redactor)) rows.push_back({name, kind, count, asked});
    if (stats.tally.dropped > 0)
      rows.push_back({name, "dropped: no user was free in time", stats.tally.dropped, asked});
  }
  std::stable_sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.count > b.count; });
  return rows;
}

}  // namespace loadtest
