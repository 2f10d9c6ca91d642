#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "core/clock.h"
#include "stats/interval.h"

namespace loadtest {

/// What a shard says to the main thread. Either `exhausted` (all starts were made) or `deserted` (nobody is left who
/// could make the rest), once.
struct ShardMessage {
  enum class Kind : std::uint8_t { settled, interval, exhausted, deserted, failed, finished } kind;
  unsigned shard = 0;
  TimePoint at{};
  std::uint64_t second = 0;                                 // of an interval: its number from t0
  std::vector<std::pair<std::size_t, Interval>> intervals;  // of the tracks that it has
  std::string failure{};                                    // why a shard failed
};

/// The one way from shards to the main thread: a message now and then, never one an operation.
class Mailbox {
 public:
  void put(ShardMessage message) {
    {
      const std::scoped_lock lock(mutex_);
      messages_.push_back(std::move(message));
    }
    arrived_.notify_one();
  }
  /// Wakes a waiting take() without a message.
  void nudge() {
    {
      const std::scoped_lock lock(mutex_);
      nudged_ = true;
    }
    arrived_.notify_one();
  }
  /// All messages that came; waits for one, a nudge, or the instant.
  std::vector<ShardMessage> take(TimePoint until) {
    std::unique_lock lock(mutex_);
    arrived_.wait_until(lock, until, [this] { return nudged_ || !messages_.empty(); });
    nudged_ = false;
    return std::exchange(messages_, {});
  }

 private:
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::vector<ShardMessage> messages_;
  bool nudged_ = false;
};

}  // namespace loadtest
