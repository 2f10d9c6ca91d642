#pragma once

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "core/clock.h"
#include "export/sending.h"

namespace loadtest {

/// Hands things over on a thread of its own. What comes while the receiver cannot take it waits in a bounded line; when
/// that is full the oldest goes. A failure is tried again after a pause that doubles.
template <class Item>
class Outbox {
 public:
  using Send = std::function<Sending(const std::vector<Item>&)>;
  struct Limits {
    std::size_t waiting_max = 60, at_once_max = 20;
    Nanos first_pause = std::chrono::milliseconds(250), pause_max = std::chrono::seconds(8);
  };
  struct Outcome {
    std::uint64_t put = 0, lost = 0;
    std::string why;  // the last failure
  };

  Outbox(Send send, Limits limits) : send_(std::move(send)), limits_(limits) {}
  ~Outbox() { finish(); }
  void start() {
    thread_ = std::thread([this] { work(); });
  }

  /// Returns at once.
  void put(Item item) {
    const std::lock_guard lock(mutex_);
    ++outcome_.put;
    if (waiting_.size() == limits_.waiting_max) {
      waiting_.pop_front();
      ++outcome_.lost;
    }
    waiting_.push_back(std::move(item));
    changed_.notify_one();
  }
  /// Nothing comes any more; what waits is sent until then at most.
  void end_by(TimePoint end) {
    const std::lock_guard lock(mutex_);
    end_ = std::min(end_, end);
    changed_.notify_one();
  }
  /// Waits for the end. The send function must return soon after it.
  Outcome finish() {
    end_by(Clock::now());
    return join();
  }
  Outcome join() {
    if (thread_.joinable()) thread_.join();
    return outcome_;
  }

 private:
  bool ending() const { return end_ != TimePoint::max(); }

  void work() {
    std::unique_lock lock(mutex_);
    std::vector<Item> hand;  // taken out of the line, not yet handed over
    for (Nanos pause = limits_.first_pause;;) {
      while (!waiting_.empty() && hand.size() < limits_.at_once_max) {
        hand.push_back(std::move(waiting_.front()));
        waiting_.pop_front();
      }
      if (hand.empty()) {
        if (ending()) return;
        changed_.wait(lock);
        continue;
      }
      if (Clock::now() >= end_) {
        outcome_.lost += hand.size() + waiting_.size();
        return;
      }
      lock.unlock();
      const Sending sent = send_or_say_why(hand);
      lock.lock();
      if (sent) {
        hand.clear();
        pause = limits_.first_pause;
        continue;
      }
      outcome_.why = sent.error().why;
      if (!sent.error().retry) {
        outcome_.lost += hand.size();
        hand.clear();
        continue;
      }
      wait(lock, pause);
      pause = std::min(2 * pause, limits_.pause_max);
    }
  }

  // Of what a library throws at what it cannot send, the run must not hear.
  Sending send_or_say_why(const std::vector<Item>& hand) {
    try {
      return send_(hand);
    } catch (const std::exception& error) {
      return tl::unexpected(SendFailure{.why = error.what(), .retry = false});
    }
  }

  // Where the end was told there is no time for a long pause.
  void wait(std::unique_lock<std::mutex>& lock, Nanos pause) {
    const TimePoint until = Clock::now() + pause;
    const auto over = [&] { return Clock::now() >= (ending() ? std::min(until, end_) : until); };
    while (!over()) {
      const bool was_ending = ending();
      changed_.wait_until(lock, was_ending ? std::min(until, end_) : until);
      if (ending() && !was_ending) return;  // once more at once
    }
  }

  const Send send_;
  const Limits limits_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Item> waiting_;
  TimePoint end_ = TimePoint::max();
  Outcome outcome_;
  std::thread thread_;
};

}  // namespace loadtest
