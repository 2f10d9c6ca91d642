#include "engine/deadline_wheel.h"

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <deque>

#include "core/random.h"
#include "engine/shard_timer.h"

namespace loadtest {
namespace {

using namespace std::chrono_literals;

struct Waiter final : DeadlineOwner {
  Waiter() : hook(*this) {}
  void expired(DeadlineHook& its, TimePoint now) override {
    ++served;
    late = now - its.due();
  }
  DeadlineHook hook;
  int served = 0;
  Nanos late{0};
};

TEST(DeadlineWheel, ServesWaitsOfAnyLengthWhenTheyAreDue) {
  boost::asio::io_context io;
  ShardTimer timer(io);
  DeadlineWheel wheel(timer, 20ms);  // its last bucket is at 100 ms: some lie beyond
  std::deque<Waiter> waiters(3000);
  Random random(3);
  const TimePoint start = Clock::now();
  for (Waiter& waiter : waiters) wheel.set(waiter.hook, start + from_seconds(random.uniform() * 0.4));
  for (std::size_t i = 0; i < waiters.size(); i += 3) waiters[i].hook.clear();
  for (std::size_t i = 0; i < waiters.size(); i += 5) wheel.set(waiters[i].hook, start + 50ms);  // moved, or again
  io.run();
  std::size_t tardy = 0;
  for (std::size_t i = 0; i < waiters.size(); ++i) {
    EXPECT_EQ(waiters[i].served, i % 3 == 0 && i % 5 != 0 ? 0 : 1) << i;
    EXPECT_GE(waiters[i].late, 0ns);
    tardy += waiters[i].late > 20ms ? 1 : 0;
  }
  EXPECT_LT(tardy, waiters.size() / 2);
}

TEST(DeadlineWheel, ServesOneAfterAnotherWithPausesBetween) {
  boost::asio::io_context io;
  ShardTimer timer(io);
  DeadlineWheel wheel(timer, 10ms);
  struct Again final : DeadlineOwner {
    explicit Again(DeadlineWheel& its_wheel) : wheel(its_wheel), hook(*this) {}
    void expired(DeadlineHook&, TimePoint now) override {
      EXPECT_GE(now, due);
      if (++served == 40) return;
      due = now + (served % 4 == 0 ? Nanos(90ms) : Nanos(served * 100us));
      wheel.set(hook, due);
    }
    DeadlineWheel& wheel;
    DeadlineHook hook;
    TimePoint due{};
    int served = 0;
  } again(wheel);
  wheel.set(again.hook, again.due = Clock::now() + 1ms);
  io.run();
  EXPECT_EQ(again.served, 40);
}

TEST(DeadlineWheel, ForgetsWhatIsStillWaitingWhenItGoes) {
  boost::asio::io_context io;
  ShardTimer timer(io);
  Waiter waiter;
  {
    DeadlineWheel wheel(timer, 1s);
    wheel.set(waiter.hook, Clock::now() + 500ms);
  }
  EXPECT_FALSE(waiter.hook.waiting());
}

}  // namespace
}  // namespace loadtest
