#include "loadtest/signals.h"

#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include "target/signal_set.h"

namespace loadtest {
namespace {

sigset_t stop_signals() { return target::signal_set({SIGINT, SIGTERM}); }

}  // namespace

void end_on_signals() {
  for (const int number : {SIGINT, SIGTERM}) {
    signal(number, [](int caught) { _exit(128 + caught); });
  }
}

Signals::Signals() {
  const sigset_t set = stop_signals();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  watcher_ = std::thread([this] { watch(); });
}

// The signals stay blocked: what comes after the end must not change the exit code.
Signals::~Signals() {
  ending_ = true;
  pthread_kill(watcher_.native_handle(), SIGTERM);
  watcher_.join();
}

void Signals::watch() {
  const sigset_t set = stop_signals();
  for (int times = 1;; ++times) {
    int number = 0;
    if (sigwait(&set, &number) != 0 || ending_) return;
    if (times == 1) {
      first_ = number;
      graceful_.request_stop();
    } else if (times == 2) {
      now_.request_stop();
    } else {
      _exit(128 + first_);
    }
  }
}

// By a signal of our own, so that one of the user's that comes next counts as the second. A run that is stopping
// already must not be cut short by it.
void Signals::stop() {
  if (first_ == 0 && !asked_.exchange(true)) pthread_kill(watcher_.native_handle(), SIGINT);
}

std::optional<StopReason> Signals::stopped_by() const {
  const int first = first_;
  if (first == 0) return std::nullopt;
  return first == SIGINT ? StopReason::interrupted : StopReason::terminated;
}

}  // namespace loadtest
