#pragma once

#include "loadtest/command.h"

namespace loadtest {

/// `loadtest combined`: a track of every workload on one clock, and how much they slow one another.
Command combined_command();

}  // namespace loadtest
