#pragma once

#include <string>
#include <vector>

#include "engine/workload.h"
#include "pg/admin.h"
#include "workloads/db/access.h"
#include "workloads/db/db_settings.h"
#include "workloads/db/identity.h"
#include "workloads/db/user_book.h"

namespace loadtest {

/// Asks as some users, before the load, for one row of anybody else in each table of the mix whose policies hold for
/// the role: the statements ask for their user's rows by themselves, so that a policy that lets everything through
/// would not show in what they return. Returns what was seen, in words; warns where it could not be asked.
std::vector<std::string> look_for_leaks(pg::Admin&, const QueryMix&, const Identity&, const UserBook&,
                                        const Access& requests, Remarks&);

}  // namespace loadtest
