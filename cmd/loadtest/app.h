#pragma once

#include <span>

#include "core/exit_code.h"

namespace loadtest {

/// Finds the command and runs it. `arguments` without the program's name; secrets in it are overwritten.
ExitCode run_app(std::span<char*> arguments);

}  // namespace loadtest
