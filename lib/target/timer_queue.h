#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <functional>
#include <queue>
#include <vector>

#include "core/clock.h"

namespace loadtest::target {

/// "Call session number so-and-so at that instant", in order, with one timer of the event loop for all.
class TimerQueue {
 public:
  using Callback = std::function<void(std::uint64_t session, TimePoint now)>;
  TimerQueue(boost::asio::io_context& io, Callback due) : timer_(io), due_(std::move(due)) {}

  void schedule(TimePoint when, std::uint64_t session);
  void stop();

 private:
  struct Entry {
    TimePoint when;
    std::uint64_t number;  // equal instants go first in, first out
    std::uint64_t session;
    bool operator>(const Entry& other) const { return when != other.when ? when > other.when : number > other.number; }
  };
  void arm();
  void run_due();

  boost::asio::steady_timer timer_;
  Callback due_;
  std::priority_queue<Entry, std::vector<Entry>, std::greater<>> entries_;
  std::uint64_t next_number_ = 0;
  TimePoint armed_for_ = TimePoint::max();
  bool stopped_ = false;
};

}  // namespace loadtest::target
