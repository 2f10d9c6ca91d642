#include "pg/canceller.h"

#include <libpq-fe.h>

#include <array>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>

#include "pg/signals.h"

namespace loadtest::pg {

namespace {

// Each takes two round trips; a hundred statements that time out together are not to wait for one another's.
constexpr std::size_t threads_max = 8;
// Of a host that does not answer, cancellations pile up: what does not fit is not cancelled.
constexpr std::size_t waiting_max = 1024;
constexpr auto farewell_max = std::chrono::seconds(1);

}  // namespace

struct Canceller::State : std::enable_shared_from_this<State> {
  struct Order {
    CancelHandle handle;
    std::function<void()> over;
  };

  bool take(Order&);
  bool start_thread();
  void work();

  std::mutex mutex;
  std::condition_variable changed;
  std::deque<Order> waiting;
  std::size_t threads = 0, idle = 0;
  bool stopping = false;
};

/// Whether a thread will see to it; else the order is left as it was.
bool Canceller::State::take(Order& order) {
  const std::lock_guard lock(mutex);
  if (stopping || waiting.size() >= waiting_max) return false;
  if (waiting.size() >= idle && threads < threads_max && !start_thread() && threads == 0) return false;
  waiting.push_back(std::move(order));
  changed.notify_one();
  return true;
}

bool Canceller::State::start_thread() {
  try {
    // Detached, since nobody can end a PQcancel(); the state is the thread's too.
    std::thread([self = shared_from_this()] { self->work(); }).detach();
  } catch (const std::system_error&) {
    return false;
  }
  ++threads;
  return true;
}

void Canceller::State::work() {
  leave_signals_to_others();
  std::unique_lock lock(mutex);
  while (true) {
    ++idle;
    changed.wait(lock, [this] { return stopping || !waiting.empty(); });
    --idle;
    if (waiting.empty()) break;
    Order next = std::move(waiting.front());
    waiting.pop_front();
    lock.unlock();
    std::array<char, 256> reason{};
    // Whether it worked shows at the statement itself.
    PQcancel(next.handle.get(), reason.data(), static_cast<int>(reason.size()));
    next.over();
    next = {};
    lock.lock();
  }
  --threads;
  changed.notify_all();
}

Canceller::Canceller() : state_(std::make_shared<State>()) {}

Canceller::~Canceller() {
  std::unique_lock lock(state_->mutex);
  state_->stopping = true;
  state_->changed.notify_all();
  // A statement that nobody cancels goes on at the server without its client, and may write.
  state_->changed.wait_for(lock, farewell_max, [this] { return state_->threads == 0; });
  state_->waiting.clear();
}

void Canceller::cancel(CancelHandle handle, std::function<void()> over) {
  State::Order order{std::move(handle), std::move(over)};
  if (!order.handle || !state_->take(order)) order.over();
}

}  // namespace loadtest::pg
