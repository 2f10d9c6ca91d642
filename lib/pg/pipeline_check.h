#pragma once

#include "core/clock.h"
#include "core/error.h"
#include "pg/conninfo.h"

namespace loadtest::pg {

/// Logs in and runs a transaction whose statements are sent together (libpq's pipeline mode); blocks. PostgreSQL takes
/// it since version 7.4, a pooler in between perhaps not. Errors (target): it did not, and in whose words.
Status check_pipeline(const Conninfo&, Nanos timeout);

}  // namespace loadtest::pg
