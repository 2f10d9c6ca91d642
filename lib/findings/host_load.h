#pragma once

#include <string>
#include <vector>

#include "findings/series_part.h"

namespace loadtest {

/// How busy a machine was in the judged part of a run: its own work and what the hypervisor took.
struct HostLoad {
  std::vector<ObservedSeries::Point> used, full;  // share of all cores; those readings in which none was free
  double cpus = 0;                                // 0 where nobody says

  /// No core was free for a good part of the time.
  bool saturated() const;
};
HostLoad host_load(const Observed&, JudgedSpan);

/// Whether a target's host is that of the generator, seen a second time: as large, and as busy second by second.
bool same_machine(const Observed& generator, const Observed& host, JudgedSpan);

/// "uvicorn (pid 1234)" of --observe-pid, else where its metrics came from.
std::string name_of_target(const Observed&);

}  // namespace loadtest
