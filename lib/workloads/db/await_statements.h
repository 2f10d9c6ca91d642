#pragma once

#include "pg/admin.h"
#include "workloads/db/db_settings.h"

namespace loadtest {

/// Waits some seconds at most until no statement of the run is at work any more: one that its end cut short may insert
/// yet, and that would come after the deletion. They are found by the name that the run's connections share with this
/// one. Returns whether there are none, as far as can be seen.
bool await_statements(pg::Admin&, const DbSettings&);

}  // namespace loadtest
