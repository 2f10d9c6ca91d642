#pragma once

#include "loadtest/command.h"

namespace loadtest {

/// `loadtest run FILE`: the scenario that a file describes.
Command run_command();

/// `loadtest validate FILE`: whether it is right, and the plan that it makes; nothing is started.
Command validate_command();

}  // namespace loadtest
