#pragma once

#include <set>
#include <string>

#include "core/observed.h"
#include "pg/admin.h"

namespace loadtest {

/// What the catalogue says of these tables, which have their schema with them: `policies` of those with row level
/// security, and `indexes`. Adds the tables to `seen`, or a note.
void describe_tables(pg::Admin&, const std::set<std::string>& tables, Observed& seen);

}  // namespace loadtest
