#pragma once

#include <memory>

struct pg_conn;    // libpq's PGconn
struct pg_cancel;  // libpq's PGcancel

namespace loadtest::pg {

struct Finish {
  void operator()(pg_conn*) const noexcept;
};
struct FreeCancel {
  void operator()(pg_cancel*) const noexcept;
};

/// A connection of libpq; whoever holds it owns it, and one thread at a time uses it.
using Handle = std::unique_ptr<pg_conn, Finish>;
/// What it takes to cancel the statement that a connection runs, from another thread.
using CancelHandle = std::unique_ptr<pg_cancel, FreeCancel>;

}  // namespace loadtest::pg
