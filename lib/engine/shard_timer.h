#pragma once

#include <boost/asio/steady_timer.hpp>
#include <vector>

#include "core/clock.h"
#include "engine/deadline_ring.h"

namespace loadtest {

/// The one timer of a shard, over all its rings. A wait that is cleared costs nothing: the timer then wakes once for
/// nothing and sets itself again.
///
/// A sleeping thread is woken some tens of microseconds late. For a ring that is awake before its waits are due, the
/// timer wakes early and reads the clock until then; once a turn, so that sockets get theirs between two spins.
class ShardTimer {
 public:
  explicit ShardTimer(boost::asio::io_context&);
  void add(DeadlineRing&);
  void remove(DeadlineRing&);
  /// A ring's first wait now wants the shard awake then.
  void wanted(TimePoint wake);

 private:
  void arm(TimePoint wake);
  void fire();
  DeadlineRing* earliest();
  TimePoint earliest_wake();

  boost::asio::io_context& io_;
  boost::asio::steady_timer timer_;
  std::vector<DeadlineRing*> rings_;
  Nanos awake_before_max_{0};
  TimePoint armed_ = TimePoint::max();
  bool firing_ = false;
};

}  // namespace loadtest
