#pragma once

#include <vector>

#include "engine/workload.h"
#include "pg/conninfo.h"

namespace loadtest {

/// Every host and address that libpq may connect to, in its order. Should one be a pooler that many projects share,
/// the user's name ("postgres.REF") or an option says whose database is meant.
std::vector<TargetHost> target_hosts(const pg::Conninfo&);

}  // namespace loadtest
