#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "observe/host_reading.h"

namespace loadtest {

/// The folders in which this process' limits stand, its own before those above it. Not all of them need exist: a
/// container sees those above its own no more.
struct CgroupFolders {
  std::vector<std::string> unified, cpu, memory;  // version 2; version 1
};
/// /proc/self/cgroup.
CgroupFolders parse_cgroups(std::string_view);

/// How many cores a quota is: cpu.max of version 2, "50000 100000" or "max 100000".
struct CpuQuota {
  std::optional<double> cpus;
  double period = 0;  // seconds
};
std::optional<CpuQuota> parse_cpu_max(std::string_view);
/// Adds what one cpu.stat says, of either version.
void add_throttled(std::string_view cpu_stat, double period, std::optional<HostReading::Throttled>&);

/// The strictest of all.
struct CgroupReading {
  std::optional<double> cpus, memory;  // cores, bytes
  std::optional<double> memory_left;   // bytes; what the kernel can take back counts as left
  std::optional<HostReading::Throttled> throttled;
};
CgroupReading read_cgroups(const CgroupFolders&);

}  // namespace loadtest
