#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>

#include "core/clock.h"

namespace loadtest {

/// Calls something at a fixed distance on a thread of its own. A call that took longer than that leaves out those that
/// fell due meanwhile.
class TickingThread {
 public:
  /// `tick` says whether it goes on.
  void start(Nanos every, std::function<bool()> tick);
  /// Waits for the tick under way; the processor time that the thread has taken.
  Nanos stop();

 private:
  void run(const std::stop_token&, Nanos every, const std::function<bool()>& tick);

  std::mutex mutex_;
  std::condition_variable_any never_;
  Nanos cpu_{0};
  std::jthread thread_;
};

}  // namespace loadtest
