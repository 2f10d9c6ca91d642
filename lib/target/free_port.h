#pragma once

#include <cstdint>

#include "core/error.h"

namespace loadtest::target {

/// `asked` where it is free on 127.0.0.1, any free port where it is 0, for a server that must be told a number. Errors
/// (target): it is in use.
Result<std::uint16_t> free_port(std::uint16_t asked);

}  // namespace loadtest::target
