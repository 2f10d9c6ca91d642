#pragma once

#include "core/clock.h"
#include "pg/conninfo.h"

namespace loadtest {

/// The same, but that no transaction of the connection may write, from its first one on.
pg::Conninfo read_only(pg::Conninfo);

/// Whether the server holds to it. A pooler may refuse or ignore what is asked for at the login: then each transaction
/// has to say it. Logs in once.
bool stays_read_only(const pg::Conninfo& read_only, Nanos connect_timeout);

}  // namespace loadtest
