#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>

#include "core/clock.h"

namespace loadtest {

/// Calls back from the event loop, never inside the call that asked for it, and never once it is gone.
class Later {
 public:
  Later(boost::asio::io_context& io, std::function<void()> what) : timer_(io), what_(std::move(what)) {}

  /// While a call is under way already, there is only that one.
  void in(Nanos time) {
    if (asked_) return;
    asked_ = true;
    timer_.expires_after(time);
    timer_.async_wait([this, alive = std::weak_ptr(alive_)](const boost::system::error_code& error) {
      if (error || alive.expired()) return;
      asked_ = false;
      what_();
    });
  }

 private:
  boost::asio::steady_timer timer_;
  std::function<void()> what_;
  std::shared_ptr<char> alive_ = std::make_shared<char>();
  bool asked_ = false;
};

}  // namespace loadtest
