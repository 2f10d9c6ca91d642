#pragma once

#include <vector>

#include "engine/workload.h"
#include "pg/conninfo.h"

namespace loadtest {

/// Every host and address that libpq may connect to, in its order. At a pooler that many projects share, the user's
/// name says whose database is meant: "postgres.REF".
std::vector<TargetHost> target_hosts(const pg::Conninfo&);

}  // namespace loadtest
