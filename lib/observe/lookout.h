#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include "core/clock.h"
#include "core/observed.h"

namespace loadtest {

/// Looks again and again on a thread of its own, at even times, one look after the other: what takes too long is looked
/// at less often.
class Lookout {
 public:
  using Look = std::function<void(bool last)>;
  struct Times {
    Nanos every = std::chrono::seconds(1);
    Nanos patience = std::chrono::seconds(3);  // how long begin() waits for the first look
  };

  ~Lookout() { end(); }
  /// Looks for the first time at once. The function must return soon after end() was called.
  void begin(Look, Times);
  void begin(Look look) { begin(std::move(look), Times()); }
  /// Looks for the last time and waits for that.
  void end();

  // After end().
  /// The share of one core that looking took.
  ObservedFigure cost() const;
  /// What a look threw: it was the last one. Empty where none did.
  const std::string& failure() const { return failure_; }

 private:
  void work(const Look&, Times);

  std::thread thread_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool looked_ = false, ending_ = false;
  TimePoint began_{};
  double cost_ = 0;
  std::string failure_;
};

}  // namespace loadtest
