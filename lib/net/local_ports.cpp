#include "net/local_ports.h"

#include <algorithm>
#include <fstream>
#include <string>

#include "core/units.h"

namespace loadtest::net {

namespace {

std::uint64_t divide_up(std::uint64_t a, std::uint64_t b) { return (a + b - 1) / b; }

}  // namespace

PortRange local_port_range() {
  PortRange range;
  std::ifstream file("/proc/sys/net/ipv4/ip_local_port_range");
  std::uint32_t first = 0, last = 0;
  if (file >> first >> last && first > 0 && first <= last) range = {first, last};
  return range;
}

std::uint64_t quick_sources(std::uint64_t connections, std::uint64_t targets) {
  return std::max<std::uint64_t>(1, divide_up(connections, quick_connections * std::max<std::uint64_t>(1, targets)));
}

Status check_ports(std::uint64_t connections, std::uint64_t targets, std::uint64_t sources, const PortRange& range) {
  const std::uint64_t each = divide_up(divide_up(connections, targets), std::max<std::uint64_t>(1, sources));
  if (each <= range.count()) return {};
  const std::uint64_t enough = divide_up(connections, targets * range.count());
  const auto addresses = [](std::uint64_t count) {
    return show_count(count) + (count == 1 ? " address" : " addresses");
  };
  return fail(ErrorKind::config,
              show_count(connections) + " connections from " + addresses(std::max<std::uint64_t>(1, sources)) + " to " +
                  addresses(targets) + " need " + show_count(each) + " local ports an address, the system has " +
                  show_count(range.count()) + " (net.ipv4.ip_local_port_range)",
              "connect from " + addresses(enough) + " or more (--source-ip), or widen that range");
}

}  // namespace loadtest::net
