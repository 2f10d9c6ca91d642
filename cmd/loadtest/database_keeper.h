#pragma once

#include "core/error.h"
#include "target/postgres_options.h"

namespace loadtest {

/// Serves a throw-away PostgreSQL: tells `db: URL` and `chat-db: URL` (the same as another role) on standard output and
/// removes all of it when a signal comes or the parent's pipe reaches its end. A process of its own, since nobody
/// removes the folder of one that was killed. Errors (target): it did not start, or ended by itself.
Status keep_database(const target::PostgresOptions&, int parent_pipe);

}  // namespace loadtest
