#pragma once

#include <cstdint>
#include <string>

#include "core/error.h"

namespace loadtest {

/// What this process may still take, and what bounds it: "the machine", or the cgroup's limit.
struct FreeMemory {
  std::uint64_t bytes = UINT64_MAX;
  std::string bound;

  static FreeMemory now();
};

/// Whether the sessions of so many users fit, which take `bytes` at least. Errors (config).
Status check_memory(std::uint64_t users, std::uint64_t bytes);

}  // namespace loadtest
