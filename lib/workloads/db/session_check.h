#pragma once

#include "core/clock.h"
#include "core/error.h"
#include "pg/admin.h"
#include "pg/conninfo.h"

namespace loadtest {

/// Whether a connection keeps its server process from one transaction to the next, which an identity that is set once a
/// connection relies on: looks twice, and lets another connection hold a process in between. Errors (target): it does
/// not, or the other connection could not be made.
Status check_session_stays(pg::Admin, const pg::Conninfo&, Nanos connect_timeout);

}  // namespace loadtest
