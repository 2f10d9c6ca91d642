#pragma once

#include <cstddef>

#include "core/error.h"
#include "workloads/db/db_settings.h"

namespace loadtest {

/// Runs each clean_up of a mix of files as the login role, in a transaction of its own, for the run of settings.run_id.
/// Returns how many there were. Errors (target): the first that was refused.
Result<std::size_t> run_clean_ups(const DbSettings&);

}  // namespace loadtest
