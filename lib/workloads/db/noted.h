#pragma once

#include "core/observed.h"
#include "workloads/db/deadlocks.h"
#include "workloads/db/failures.h"

namespace loadtest {

/// What the pools noted beside samples: `failures` and `deadlocks`, each where there was one. The source is "db".
Observed noted_by_pools(const Failures&, const Deadlocks&, TimePoint t0);

}  // namespace loadtest
