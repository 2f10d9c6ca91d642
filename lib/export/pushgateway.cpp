#include "export/exposition.h"
#include "export/payloads.h"

namespace loadtest {

std::string pushgateway_payload(const std::vector<SnapshotPtr>& snapshots, const MetricSource& source) {
  return exposition(*snapshots.back(), source, MetricsForm::classic);
}

}  // namespace loadtest
