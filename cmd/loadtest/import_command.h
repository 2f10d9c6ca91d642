#pragma once

#include "loadtest/command.h"

namespace loadtest {

/// `loadtest import har FILE`: a first dialogue file of a browser's recording.
Command import_command();

}  // namespace loadtest
