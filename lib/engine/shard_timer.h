#pragma once

#include <boost/asio/steady_timer.hpp>
#include <vector>

#include "core/clock.h"
#include "engine/deadline_ring.h"

namespace loadtest {

/// The one timer of a shard, over all its rings. A wait that is cleared costs nothing: the timer then wakes once for
/// nothing and sets itself again.
class ShardTimer {
 public:
  explicit ShardTimer(boost::asio::io_context&);
  void add(DeadlineRing&);
  void remove(DeadlineRing&);
  /// A ring's first wait is now due then.
  void wanted(TimePoint due);

 private:
  void arm(TimePoint due);
  void fire();
  DeadlineRing* earliest();

  boost::asio::io_context& io_;
  boost::asio::steady_timer timer_;
  std::vector<DeadlineRing*> rings_;
  TimePoint armed_ = TimePoint::max();
  bool firing_ = false;
};

}  // namespace loadtest
