#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace loadtest {

/// The machine that the load comes from.
struct Host {
  std::string name;
  unsigned cpus = 1;  // that this process may use
  std::uint64_t memory_bytes = 0;
  std::string os;
};
Host this_host();

/// A name for a run that sorts by time and is not met twice: "20261123-154501-3f9c2a" (UTC).
std::string make_run_id(std::chrono::system_clock::time_point started, std::uint32_t random);

}  // namespace loadtest
