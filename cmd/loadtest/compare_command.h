#pragma once

#include "loadtest/command.h"

namespace loadtest {

/// `loadtest compare`: holds results against earlier ones.
Command compare_command();

}  // namespace loadtest
