#pragma once

#include <string_view>

#include "observe/host_reading.h"

namespace loadtest {

// What the files of /proc say of a host. Nothing where a text is not what it should be.

/// /proc/stat. `ticks_per_s` is that of sysconf.
std::optional<HostReading::Cpu> parse_proc_stat(std::string_view, double ticks_per_s);
/// /proc/net/dev: into interfaces and loopback_sent.
void parse_net_dev(std::string_view, HostReading&);
/// /proc/net/snmp.
std::optional<HostReading::Tcp> parse_net_snmp(std::string_view);
/// /proc/diskstats, partitions left out.
std::optional<HostReading::Disks> parse_diskstats(std::string_view);

/// All of them.
HostReading read_proc_host();

}  // namespace loadtest
