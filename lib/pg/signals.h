#pragma once

#include <signal.h>

namespace loadtest::pg {

/// What each thread of ours does first: signals are for the threads that wait for them, and it may be there before
/// these.
inline void leave_signals_to_others() {
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, nullptr);
}

}  // namespace loadtest::pg
