#pragma once

#include <cstddef>

#include "core/error.h"
#include "workloads/db/db_settings.h"

namespace loadtest {

/// What came of it: how many there were, and whether no statement of the run was under way any more.
struct CleanedUp {
  std::size_t count = 0;
  bool quiet = true;
};

/// Runs each clean_up of a mix of files as the login role, in a transaction of its own, for the run of settings.run_id.
/// Errors (target): the first that was refused.
Result<CleanedUp> run_clean_ups(const DbSettings&);

}  // namespace loadtest
