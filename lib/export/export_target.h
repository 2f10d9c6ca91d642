#pragma once

#include <memory>
#include <vector>

#include "core/clock.h"
#include "export/export_spec.h"
#include "export/metric.h"
#include "export/sending.h"

namespace loadtest {

/// A receiver that updates are pushed to. Used from one thread, but for end_by().
class ExportTarget {
 public:
  virtual ~ExportTarget() = default;
  /// Blocks for some seconds at most.
  virtual Sending send(const std::vector<SnapshotPtr>&, const MetricSource&) = 0;
  /// From any thread: what is not sent by then is given up.
  virtual void end_by(TimePoint) = 0;
};

/// nullptr for a kind that is not pushed to.
std::unique_ptr<ExportTarget> make_export_target(const ExportSpec&);

}  // namespace loadtest
