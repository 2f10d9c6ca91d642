#pragma once

#include <cstdint>

#include "core/error.h"

namespace loadtest::net {

/// The ports that the kernel gives to connections; each serves one connection from an address to another one's port.
struct PortRange {
  std::uint32_t first = 32768;
  std::uint32_t last = 60999;

  std::uint32_t count() const { return last - first + 1; }
};

/// net.ipv4.ip_local_port_range, which IPv6 uses as well.
PortRange local_port_range();

/// Connections from one address to one target that the kernel still finds ports for at once: it looks through half of
/// the range first, and beyond 12,000 of 14,116 each connect() takes tens of microseconds, then milliseconds.
inline constexpr std::uint64_t quick_connections = 12'000;

/// So many local addresses make it at most `quick_connections` from each to each of the targets.
std::uint64_t quick_sources(std::uint64_t connections, std::uint64_t targets);

/// Whether there are ports for so many connections, dealt evenly over the pairs of addresses. Errors (config).
Status check_ports(std::uint64_t connections, std::uint64_t targets, std::uint64_t sources, const PortRange&);

}  // namespace loadtest::net
