#include "pg/handle.h"

#include <libpq-fe.h>

namespace loadtest::pg {

void Finish::operator()(pg_conn* connection) const noexcept { PQfinish(connection); }

void FreeCancel::operator()(pg_cancel* cancel) const noexcept { PQfreeCancel(cancel); }

}  // namespace loadtest::pg
