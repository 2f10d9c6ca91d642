#pragma once

#include <cstdint>

#include "core/clock.h"

namespace loadtest::target {

/// Learns that it is time to stop, also in the middle of a wait: from SIGINT, SIGTERM or SIGHUP, which it keeps from
/// ending the process, or from the end of a pipe that a parent holds. Once asked, it stays asked.
class StopRequest {
 public:
  /// `parent_pipe`: -1 = none.
  explicit StopRequest(int parent_pipe);
  ~StopRequest();
  StopRequest(const StopRequest&) = delete;
  StopRequest& operator=(const StopRequest&) = delete;

  bool asked() { return wait(-1, TimePoint{}) == Woken::asked; }

  enum class Woken : std::uint8_t { asked, ready, late };
  /// Waits until `fd` has something to say, the deadline is over or stopping is asked for, which comes first.
  Woken wait(int fd, TimePoint deadline);

 private:
  int parent_pipe_;
  int signals_;
};

}  // namespace loadtest::target
