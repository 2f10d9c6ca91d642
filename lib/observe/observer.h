#pragma once

#include "core/clock.h"
#include "core/observed.h"

namespace loadtest {

/// Looks at something beside the load while a run lasts, on a thread of its own, and says what it saw afterwards.
/// Nothing that goes wrong with it touches the run: it becomes a note of what it observed.
class Observer {
 public:
  virtual ~Observer() = default;
  /// Before the load: looks for the first time, which may take a second or two, then goes on by itself until end().
  virtual void begin() = 0;
  /// The load is over and its connections are closed; looks for the last time. `t0` = when the run began. Once for each
  /// begin(), which may follow again: a search makes many runs.
  virtual Observed end(TimePoint t0) = 0;
};

}  // namespace loadtest
