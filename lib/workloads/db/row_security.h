#pragma once

#include <string>
#include <vector>

#include "engine/workload.h"
#include "workloads/db/access.h"
#include "workloads/db/db_settings.h"

namespace loadtest {

/// Tables and views of a mix, with their schema.
std::vector<std::string> tables_of(const QueryMix&);
/// The same with the tables that views among them read.
std::vector<std::string> tables_under(const QueryMix&);

/// Warns of each table on which the role that requests run as is held by no policy. `requests` is what that role may do
/// with tables_under().
void warn_of_open_tables(const QueryMix&, const Access& requests, Remarks&);

/// Warns where the login role, as which everything runs with Rls::off, is above row level security.
void warn_of_bypass(const QueryMix&, const Access& login, Remarks&);

}  // namespace loadtest
