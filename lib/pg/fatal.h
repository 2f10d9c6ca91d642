#pragma once

struct pg_result;  // libpq's PGresult

namespace loadtest::pg {

/// Whether the server ends the connection with this error or notice.
bool is_fatal(const pg_result*);

}  // namespace loadtest::pg
