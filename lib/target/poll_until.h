#pragma once

#include "core/clock.h"

namespace loadtest::target {

/// Waits until `fd` has something to say. False: not by then.
bool poll_until(int fd, TimePoint deadline);

}  // namespace loadtest::target
