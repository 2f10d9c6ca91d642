#pragma once

#include <span>

#include "core/observed.h"
#include "workloads/db/db_run.h"
#include "workloads/db/slow_queries.h"

namespace loadtest {

/// What the database does for the slowest statements of a run, asked after it by a connection of its own within some
/// seconds: their plans, each beside one of a typical execution, and the policies of their tables. `prepared` = as the
/// load's statements were, at the end.
Observed look_at_plans(const DbRun&, std::span<const SlowQueries>, bool prepared, TimePoint t0);

}  // namespace loadtest
