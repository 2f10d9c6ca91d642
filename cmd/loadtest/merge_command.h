#pragma once

#include "loadtest/command.h"

namespace loadtest {

/// `loadtest merge`: adds the results of a run's segments up, and judges the sum.
Command merge_command();

}  // namespace loadtest
