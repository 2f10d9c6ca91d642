#pragma once

#include "loadtest/command.h"

namespace loadtest {

/// `loadtest report`: writes a result that was kept in other formats, or prints its summary.
Command report_command();

}  // namespace loadtest
