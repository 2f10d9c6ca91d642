#include "observe/host_reading.h"

#include <algorithm>
#include <array>

namespace loadtest {
namespace {

template <std::size_t N>
bool starts_with_one_of(std::string_view name, const std::array<std::string_view, N>& beginnings) {
  return std::any_of(beginnings.begin(), beginnings.end(),
                     [&](std::string_view beginning) { return name.starts_with(beginning); });
}

}  // namespace

bool is_own_interface(std::string_view name) {
  static constexpr std::array<std::string_view, 13> others{"veth", "docker", "br-",  "virbr", "ifb", "cni", "flannel",
                                                           "cali", "dummy",  "bond", "team",  "tun", "wg"};
  // eth0.100 is a part of eth0.
  return name != "lo" && name.find('.') == std::string_view::npos && !starts_with_one_of(name, others);
}

bool is_own_disk(std::string_view name) {
  static constexpr std::array<std::string_view, 7> others{"loop", "ram", "zram", "dm-", "md", "sr", "fd"};
  return !starts_with_one_of(name, others);
}

bool is_partition_of(std::string_view name, std::string_view disk) {
  if (disk.empty() || name.size() <= disk.size() || !name.starts_with(disk)) return false;
  name.remove_prefix(disk.size());
  const bool after_digit = disk.back() >= '0' && disk.back() <= '9';
  if (after_digit && name.front() != 'p') return false;
  if (name.front() == 'p') name.remove_prefix(1);
  return !name.empty() && name.find_first_not_of("0123456789") == std::string_view::npos;
}

}  // namespace loadtest
