#pragma once

#include "loadtest/command.h"

namespace loadtest {

/// `loadtest target`: serves the reference backend until stopped.
Command target_command();

}  // namespace loadtest
