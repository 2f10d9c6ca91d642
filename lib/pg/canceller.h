#pragma once

#include <functional>
#include <memory>

#include "pg/handle.h"

namespace loadtest::pg {

/// Cancels statements on threads of its own, which start when they are needed: PQcancel() makes a connection and waits
/// until the server closes it. Any thread may ask.
class Canceller {
 public:
  Canceller();
  /// Waits a moment for what waits and is under way; one that hangs on a dead host is left behind.
  ~Canceller();
  Canceller(const Canceller&) = delete;
  Canceller& operator=(const Canceller&) = delete;

  /// `over` is called once, on any thread, maybe within the call: the cancellation has reached the server's process, or
  /// could not. PostgreSQL signals twice, the process and its group, and the second signal may come after the
  /// statement's answer: whoever does not wait for `over` may see it meet the next statement.
  void cancel(CancelHandle, std::function<void()> over);

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace loadtest::pg
