#pragma once

#include <memory>

#include "export/metric.h"

namespace loadtest {

inline const MetricSource a_source{"r1", "h", {{"name", "nightly"}, {"team", "a b"}}};

// One value of each type.
inline SnapshotPtr a_snapshot(double ok = 3, bool last = false) {
  auto snapshot = std::make_shared<MetricSnapshot>();
  snapshot->started = Instant(std::chrono::seconds(1000));
  snapshot->at = Instant(std::chrono::milliseconds(1'002'500));
  snapshot->last = last;
  snapshot->points.push_back({&metrics::users, {{"track", "ws"}}, 7});
  snapshot->points.push_back({&metrics::operations, {{"track", "ws"}, {"operation", "chat"}, {"outcome", "ok"}}, ok});
  MetricPoint times{&metrics::response, {{"track", "ws"}, {"operation", "chat"}}};
  times.histogram.up_to.assign(MetricHistogram::bounds().size() + 1, 3);
  times.histogram.up_to[0] = 1;
  times.histogram.sum = 0.25;
  snapshot->points.push_back(times);
  return snapshot;
}

}  // namespace loadtest
