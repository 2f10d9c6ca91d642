#pragma once

#include <map>
#include <set>

#include "observe/host_reading.h"
#include "observe/metrics_text.h"

namespace loadtest {

/// Puts together what node_exporter says of its host, line by line.
class NodeMetrics {
 public:
  void add(const MetricLine&);
  /// Whether it is node_exporter at all.
  bool found() const { return cpu_.has_value(); }
  HostReading reading(TimePoint at) const;

 private:
  HostReading::Interface& interface(const MetricLine&);

  HostReading reading_;
  std::optional<HostReading::Cpu> cpu_;
  std::set<std::string> cpus_;
  std::map<std::string, HostReading::Interface> interfaces_;
  std::map<std::string, HostReading::Disks> disks_;
};

}  // namespace loadtest
