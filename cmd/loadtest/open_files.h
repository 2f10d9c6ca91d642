#pragma once

#include <cstdint>

#include "core/error.h"

namespace loadtest {

/// Raises the limit of open files as far as the system lets us and says whether that many sockets fit beside what
/// companions of the run may have open. Errors (config).
Status reserve_open_files(std::uint64_t sockets, unsigned threads, std::uint64_t companions = 0);

}  // namespace loadtest
