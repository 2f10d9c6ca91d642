#include "net/listen_queue.h"

#include <fstream>
#include <sstream>
#include <string>

namespace loadtest::net {

// A line of names and one of numbers for each group.
std::optional<std::uint64_t> listen_overflows() {
  std::ifstream file("/proc/net/netstat");
  for (std::string names, numbers; std::getline(file, names) && std::getline(file, numbers);) {
    std::istringstream name_of(names), number_of(numbers);
    std::string name, number;
    while (name_of >> name && number_of >> number) {
      if (name == "ListenOverflows") return std::stoull(number);
    }
  }
  return std::nullopt;
}

std::uint64_t listen_queue_max() {
  std::uint64_t most = 4096;  // the kernel's default
  std::ifstream("/proc/sys/net/core/somaxconn") >> most;
  return most;
}

}  // namespace loadtest::net
