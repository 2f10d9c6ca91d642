#pragma once

#include "loadtest/command.h"

namespace loadtest {

/// `explain`: the background of findings.
Command explain_command();

}  // namespace loadtest
