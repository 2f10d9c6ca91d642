#include "observe/lookout.h"

#include <algorithm>
#include <ctime>
#include <exception>

namespace loadtest {
namespace {

double thread_cpu_seconds() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

}  // namespace

void Lookout::begin(Look look, Times times) {
  end();
  looked_ = ending_ = false;
  began_ = Clock::now();
  failure_.clear();
  thread_ = std::thread([this, look = std::move(look), times] { work(look, times); });
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, times.patience, [this] { return looked_; });
}

void Lookout::end() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

ObservedFigure Lookout::cost() const { return {"observer.cpu", "share", cost_}; }

void Lookout::work(const Look& look, Times times) {
  try {
    look(false);
    std::unique_lock lock(mutex_);
    looked_ = true;
    changed_.notify_all();
    for (TimePoint next = began_ + times.every; !ending_;) {
      if (!changed_.wait_until(lock, next, [this] { return ending_; })) {
        lock.unlock();
        look(false);
        lock.lock();
        // A look that was late is not made up for.
        next = std::max(next + times.every, began_ + (Clock::now() - began_) / times.every * times.every + times.every);
      }
    }
    lock.unlock();
    look(true);
  } catch (const std::exception& error) {
    failure_ = error.what();
    const std::lock_guard lock(mutex_);
    looked_ = true;
    changed_.notify_all();
  }
  cost_ = thread_cpu_seconds() / std::max(1e-3, to_seconds(Clock::now() - began_));
}

}  // namespace loadtest
