#pragma once

#include "loadtest/command.h"

namespace loadtest {

/// `loadtest history`: how figures went over the results in a folder.
Command history_command();

}  // namespace loadtest
