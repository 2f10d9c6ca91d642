#pragma once

#include "core/error.h"

namespace loadtest::target {

/// PostgreSQL refuses to run as root. Where this process does, it becomes the user `postgres`, or `nobody` where there
/// is none, for good. Errors (target): the system does not let it.
Status leave_root();

}  // namespace loadtest::target
