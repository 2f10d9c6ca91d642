#include "pg/canceller.h"

#include <libpq-fe.h>

#include <array>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <utility>

namespace loadtest::pg {

namespace {

// Of a host that does not answer, cancellations pile up: what does not fit is not cancelled.
constexpr std::size_t waiting_max = 1024;
constexpr auto farewell_max = std::chrono::seconds(1);

}  // namespace

struct Canceller::State {
  std::mutex mutex;
  std::condition_variable changed;
  std::deque<CancelHandle> waiting;
  bool started = false, stopping = false, ended = false;

  void work() {
    std::unique_lock lock(mutex);
    while (true) {
      changed.wait(lock, [this] { return stopping || !waiting.empty(); });
      if (waiting.empty()) break;
      CancelHandle next = std::move(waiting.front());
      waiting.pop_front();
      lock.unlock();
      std::array<char, 256> reason{};
      // Whether it worked shows at the statement itself.
      PQcancel(next.get(), reason.data(), static_cast<int>(reason.size()));
      next.reset();
      lock.lock();
    }
    ended = true;
    changed.notify_all();
  }
};

Canceller::Canceller() : state_(std::make_shared<State>()) {}

Canceller::~Canceller() {
  std::unique_lock lock(state_->mutex);
  state_->stopping = true;
  state_->changed.notify_all();
  // A statement that nobody cancels goes on at the server without its client, and may write.
  if (state_->started) state_->changed.wait_for(lock, farewell_max, [this] { return state_->ended; });
  state_->waiting.clear();
}

void Canceller::cancel(CancelHandle handle) {
  if (!handle) return;
  const std::lock_guard lock(state_->mutex);
  if (state_->stopping || state_->waiting.size() >= waiting_max) return;
  state_->waiting.push_back(std::move(handle));
  // Detached, since nobody can end a PQcancel(); the state is the thread's too.
  if (!std::exchange(state_->started, true)) std::thread([state = state_] { state->work(); }).detach();
  state_->changed.notify_all();
}

}  // namespace loadtest::pg
