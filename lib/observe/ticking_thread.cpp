#include "observe/ticking_thread.h"

#include <ctime>
#include <utility>

namespace loadtest {

void TickingThread::start(Nanos every, std::function<bool()> tick) {
  cpu_ = Nanos(0);
  thread_ =
      std::jthread([this, every, tick = std::move(tick)](const std::stop_token& stop) { run(stop, every, tick); });
}

Nanos TickingThread::stop() {
  if (thread_.joinable()) {
    thread_.request_stop();
    thread_.join();
  }
  return cpu_;
}

void TickingThread::run(const std::stop_token& stop, Nanos every, const std::function<bool()>& tick) {
  for (TimePoint due = Clock::now() + every; !stop.stop_requested(); due += every) {
    if (const TimePoint now = Clock::now(); due < now) due = now;
    std::unique_lock lock(mutex_);
    never_.wait_until(lock, stop, due, [] { return false; });
    lock.unlock();
    if (stop.stop_requested() || !tick()) break;
  }
  timespec taken{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &taken);
  cpu_ = std::chrono::seconds(taken.tv_sec) + Nanos(taken.tv_nsec);
}

}  // namespace loadtest
