#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.h"

namespace loadtest {

/// What a host counts, at one instant; from its /proc or from node_exporter. Counters run from whenever they like.
struct HostReading {
  struct Cpu {
    double busy = 0, steal = 0, all = 0;  // seconds of all processors together
    unsigned cpus = 0;
  };
  struct Interface {
    std::string name;
    double received = 0, sent = 0;  // bytes
    std::optional<double> speed{};  // bytes/s, each way
  };
  struct Tcp {
    double segments = 0, retransmits = 0;
  };
  struct Disks {
    double read = 0, written = 0;  // bytes
  };

  TimePoint at{};
  std::optional<Cpu> cpu{};
  std::optional<double> own_cpu{};  // seconds that this process took
  std::optional<double> load1{};
  std::optional<double> memory_available{}, memory_total{};  // bytes
  std::vector<Interface> interfaces{};                       // those that a wire is behind, as far as names tell
  std::optional<double> loopback_sent{};
  std::optional<Tcp> tcp{};
  std::optional<Disks> disks{};
  // Of the cgroup, the two bounds of how long it was held back: the time summed over its processors, and the periods in
  // which it was for any part of them.
  struct Throttled {
    double time = 0, periods = 0;  // seconds
  };
  std::optional<Throttled> throttled{};
};

/// Whether bytes of this interface are nobody else's too: no bridge, tunnel or container's end.
bool is_own_interface(std::string_view name);
/// Whether bytes of this disk are nobody else's too: no loop, memory or mapped device. Partitions look like disks.
bool is_own_disk(std::string_view name);
/// "sda1" of "sda", "nvme0n1p2" of "nvme0n1".
bool is_partition_of(std::string_view name, std::string_view disk);

}  // namespace loadtest
