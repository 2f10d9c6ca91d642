#pragma once

struct pg_conn;

namespace loadtest::pg {

/// Takes in what the socket has for a connection that may read. False = the connection is gone; what it said last can
/// still be taken.
bool read_input(pg_conn*);

}  // namespace loadtest::pg
