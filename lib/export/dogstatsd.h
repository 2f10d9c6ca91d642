#pragma once

#include <map>
#include <string>
#include <vector>

#include "export/metric.h"

namespace loadtest {

/// Datagrams of DogStatsD: gauges as they are, counters as what was added since the last ones that were sent. One value
/// a line, as all readers of the protocol take it.
class DogStatsD {
 public:
  static constexpr std::size_t datagram_max = 1432;  // fits into a packet of any network

  explicit DogStatsD(const MetricSource& source) : source_(source) {}
  std::vector<std::string> datagrams(const MetricSnapshot&);
  /// They were sent: what comes next is counted from there.
  void sent() { told_ = counted_; }

 private:
  const MetricSource& source_;
  std::map<std::string, std::uint64_t> told_, counted_;  // by name and tags
};

}  // namespace loadtest
