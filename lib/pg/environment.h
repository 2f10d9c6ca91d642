#pragma once

namespace loadtest::pg {

/// Takes libpq's own variables (PGHOST, PGSERVICE, …) out of the environment: at each login libpq would fill in from
/// there what an address leaves open, and so reach, or show a password to, another server than the one that was named.
/// After everything was read (Conninfo::read()), and before there are threads.
void forget_environment();

}  // namespace loadtest::pg
