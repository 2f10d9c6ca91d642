#pragma once

#include <sys/epoll.h>
#include <time.h>

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <memory>
#include <vector>

#include "core/clock.h"

namespace loadtest::net {

/// Something with a socket in a Poller.
class Pollable {
 public:
  /// `events` as of epoll; each edge is told once.
  virtual void on_ready(std::uint32_t events) = 0;
  /// The answer to Poller::defer().
  virtual void on_deferred() {}

 protected:
  ~Pollable() = default;

 private:
  friend class Poller;
  bool deferred_ = false;
};

/// All sockets of a plug-in on a shard in one epoll instance of our own, which itself waits in Asio's. That leaves Asio
/// its timers and costs one operation of Asio for many sockets, not one for each read.
class Poller : public std::enable_shared_from_this<Poller> {
 public:
  static std::shared_ptr<Poller> make(boost::asio::io_context& io);
  explicit Poller(boost::asio::io_context& io);
  Poller(const Poller&) = delete;
  Poller& operator=(const Poller&) = delete;

  /// Edge-triggered for reading and writing, for good. False with errno set where the kernel refuses.
  bool add(int fd, Pollable& pollable);
  /// Level-triggered for reading, for libraries that read by themselves and may leave something behind.
  bool add_level(int fd, Pollable& pollable);
  /// Of one added so: whether it is told also when there is room for writing.
  void watch_writing(int fd, Pollable& pollable, bool wanted);
  /// No on_ready() after this, also not for what was seen already. Close the descriptor with it.
  void remove(Pollable& pollable);
  /// Calls on_deferred() soon, outside of the present call; once, however often it is asked for meanwhile.
  void defer(Pollable& pollable);
  void undefer(Pollable& pollable);
  /// No more calls at all.
  void stop();

  boost::asio::io_context& io() { return io_; }
  /// A kernel timestamp (CLOCK_REALTIME) on our clock.
  TimePoint steady(const timespec& realtime) const;

 private:
  bool add(int fd, Pollable& pollable, std::uint32_t events);

  static constexpr int batch_max = 256;

  void arm();
  void on_wake();
  TimePoint read_clocks();
  void run_deferred();
  void post_deferred();

  boost::asio::io_context& io_;
  boost::asio::posix::stream_descriptor epoll_;
  std::array<epoll_event, batch_max> batch_;
  int batch_size_ = 0;
  int batch_next_ = 0;
  std::vector<Pollable*> deferred_;
  std::vector<Pollable*> running_;
  std::size_t sockets_ = 0;
  Nanos realtime_ahead_{};  // CLOCK_REALTIME less our clock, as of the batch
  bool armed_ = false;
  bool in_batch_ = false;
  bool posted_ = false;
  bool stopped_ = false;
};

}  // namespace loadtest::net
