#pragma once

#include <cstddef>
#include <string>

#include "core/error.h"

namespace loadtest {

/// What a file has in it. Errors (config), in words to stand behind its name: it is a folder, it cannot be read and
/// why, or it is larger than `bytes_max`, of which no more is then read.
Result<std::string> read_whole_file(const std::string& path, std::size_t bytes_max);

}  // namespace loadtest
