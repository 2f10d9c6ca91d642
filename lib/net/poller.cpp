#include "net/poller.h"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <cerrno>
#include <system_error>
#include <utility>

namespace loadtest::net {

namespace {

// While sockets keep becoming ready we stay with them, which spares two system calls a batch, but no longer than this:
// the timers of the shard wait meanwhile.
constexpr Nanos stay_max = std::chrono::microseconds(100);

constexpr Nanos readings_apart_max = std::chrono::microseconds(2);

Nanos since_epoch(const timespec& t) { return std::chrono::seconds(t.tv_sec) + Nanos(t.tv_nsec); }

int make_epoll() {
  const int fd = ::epoll_create1(EPOLL_CLOEXEC);
  if (fd < 0) throw std::system_error(errno, std::generic_category(), "cannot make an epoll instance");
  return fd;
}

void replace(std::vector<Pollable*>& list, Pollable* gone) {
  std::replace(list.begin(), list.end(), gone, static_cast<Pollable*>(nullptr));
}

}  // namespace

std::shared_ptr<Poller> Poller::make(boost::asio::io_context& io) { return std::make_shared<Poller>(io); }

Poller::Poller(boost::asio::io_context& io) : io_(io), epoll_(io, make_epoll()) { read_clocks(); }

bool Poller::add(int fd, Pollable& pollable) { return add(fd, pollable, EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET); }

bool Poller::add_level(int fd, Pollable& pollable) { return add(fd, pollable, EPOLLIN | EPOLLRDHUP); }

void Poller::watch_writing(int fd, Pollable& pollable, bool wanted) {
  epoll_event event{};
  event.events = EPOLLIN | EPOLLRDHUP | (wanted ? EPOLLOUT : 0u);
  event.data.ptr = &pollable;
  ::epoll_ctl(epoll_.native_handle(), EPOLL_CTL_MOD, fd, &event);
}

bool Poller::add(int fd, Pollable& pollable, std::uint32_t events) {
  epoll_event event{};
  event.events = events;
  event.data.ptr = &pollable;
  if (::epoll_ctl(epoll_.native_handle(), EPOLL_CTL_ADD, fd, &event) != 0) return false;
  ++sockets_;
  arm();
  return true;
}

void Poller::remove(Pollable& pollable) {
  for (int i = batch_next_; i < batch_size_; ++i) {
    if (batch_[static_cast<std::size_t>(i)].data.ptr == &pollable)
      batch_[static_cast<std::size_t>(i)].data.ptr = nullptr;
  }
  // Without sockets nothing keeps io_context::run() from returning.
  if (--sockets_ == 0 && armed_) epoll_.cancel();
}

void Poller::defer(Pollable& pollable) {
  if (std::exchange(pollable.deferred_, true)) return;
  deferred_.push_back(&pollable);
  if (!in_batch_) post_deferred();
}

void Poller::undefer(Pollable& pollable) {
  if (!std::exchange(pollable.deferred_, false)) return;
  replace(deferred_, &pollable);
  replace(running_, &pollable);
}

void Poller::stop() {
  stopped_ = true;
  batch_size_ = 0;
  deferred_.clear();
  std::fill(running_.begin(), running_.end(), nullptr);
  epoll_.cancel();
}

TimePoint Poller::steady(const timespec& realtime) const {
  return TimePoint(std::chrono::duration_cast<TimePoint::duration>(since_epoch(realtime) - realtime_ahead_));
}

void Poller::arm() {
  if (armed_ || in_batch_ || stopped_ || sockets_ == 0) return;
  armed_ = true;
  epoll_.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                    [weak = weak_from_this()](const boost::system::error_code& error) {
                      const auto self = weak.lock();
                      if (!self) return;
                      self->armed_ = false;
                      if (!error) {
                        self->on_wake();
                      } else {
                        self->arm();  // cancelled for want of sockets; there may be some again
                      }
                    });
}

void Poller::on_wake() {
  const auto self = shared_from_this();  // callbacks may let go of us
  in_batch_ = true;
  TimePoint now{};
  TimePoint leave{};
  do {
    batch_size_ = std::max(0, ::epoll_wait(epoll_.native_handle(), batch_.data(), batch_max, 0));
    if (batch_size_ == 0) break;
    now = read_clocks();
    if (leave == TimePoint{}) leave = now + stay_max;
    for (batch_next_ = 0; batch_next_ < batch_size_;) {
      const epoll_event& event = batch_[static_cast<std::size_t>(batch_next_++)];
      if (event.data.ptr != nullptr) static_cast<Pollable*>(event.data.ptr)->on_ready(event.events);
    }
    run_deferred();
  } while (!stopped_ && now < leave);
  batch_size_ = 0;
  in_batch_ = false;
  if (!deferred_.empty()) post_deferred();
  arm();  // tells at once where sockets are still ready
}

TimePoint Poller::read_clocks() {
  timespec real{};
  const TimePoint before = Clock::now();
  ::clock_gettime(CLOCK_REALTIME, &real);
  const TimePoint after = Clock::now();
  // Interrupted between the readings they do not belong together: the previous batch's relation is better.
  if (after - before < readings_apart_max || realtime_ahead_ == Nanos::zero()) {
    realtime_ahead_ = since_epoch(real) - (before + (after - before) / 2).time_since_epoch();
  }
  return after;
}

void Poller::run_deferred() {
  if (deferred_.empty()) return;
  running_.swap(deferred_);
  for (std::size_t i = 0; i < running_.size(); ++i) {
    Pollable* pollable = std::exchange(running_[i], nullptr);
    if (pollable == nullptr) continue;
    pollable->deferred_ = false;
    pollable->on_deferred();
  }
  running_.clear();
}

void Poller::post_deferred() {
  if (posted_ || stopped_) return;
  posted_ = true;
  boost::asio::post(io_, [weak = weak_from_this()] {
    const auto self = weak.lock();
    if (!self) return;
    self->posted_ = false;
    self->read_clocks();
    self->in_batch_ = true;  // what is deferred meanwhile is posted below
    self->run_deferred();
    self->in_batch_ = false;
    if (!self->deferred_.empty()) self->post_deferred();
    self->arm();
  });
}

}  // namespace loadtest::net
