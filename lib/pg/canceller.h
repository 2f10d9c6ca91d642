#pragma once

#include <memory>

#include "pg/handle.h"

namespace loadtest::pg {

/// Cancels statements on a thread of its own, which starts with the first: PQcancel() makes a connection and waits for
/// it. Any thread may ask.
class Canceller {
 public:
  Canceller();
  /// Waits a moment for a cancellation under way; one that hangs on a dead host is left behind.
  ~Canceller();
  Canceller(const Canceller&) = delete;
  Canceller& operator=(const Canceller&) = delete;

  void cancel(CancelHandle);

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace loadtest::pg
