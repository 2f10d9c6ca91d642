#pragma once

#include <atomic>
#include <optional>
#include <stop_token>
#include <thread>

#include "engine/engine.h"

namespace loadtest {

/// Until a run begins, SIGINT and SIGTERM simply end the process with their exit codes.
void end_on_signals();

/// From its making on, the first SIGINT or SIGTERM stops a run gracefully, the second ends it now, the third ends the
/// process. Make it before the threads that shall not see these signals.
class Signals final {
 public:
  Signals();
  ~Signals();
  Signals(const Signals&) = delete;
  Signals& operator=(const Signals&) = delete;

  /// As the first SIGINT does; from any thread.
  void stop();
  StopTokens tokens() const { return {graceful_.get_token(), now_.get_token()}; }
  /// Whether, and by which one, the run was asked to stop.
  std::optional<StopReason> stopped_by() const;

 private:
  void watch();

  std::stop_source graceful_, now_;
  std::atomic<int> first_{0};
  std::atomic<bool> ending_{false}, asked_{false};
  std::thread watcher_;
};

}  // namespace loadtest
