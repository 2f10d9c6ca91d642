#include <snappy.h>

#include "export/payloads.h"

namespace loadtest {

std::string remote_write_payload(const std::vector<SnapshotPtr>& snapshots, const MetricSource& source) {
  const std::string request = remote_write_request(snapshots, source);
  std::string block;
  snappy::Compress(request.data(), request.size(), &block);
  return block;
}

}  // namespace loadtest
