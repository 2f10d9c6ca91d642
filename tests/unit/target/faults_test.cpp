#include "target/faults.h"

#include <gtest/gtest.h>

#include <map>

namespace loadtest::target {
namespace {

using namespace std::chrono_literals;

TEST(FaultPlan, EachFateGetsItsShareToWithinAFew) {
  Faults faults;
  faults.error_share = 0.1;
  faults.drop_share = 0.05;
  faults.late_share = 0.2;
  faults.close_share = 0.01;
  faults.late_by = 1s;
  for (const std::uint64_t seed : {0u, 1u, 77u}) {
    faults.seed = seed;
    FaultPlan plan(faults);
    std::map<Fate, int> counts;
    for (int i = 0; i < 1000; ++i) ++counts[plan.next(TimePoint{}).fate];
    EXPECT_NEAR(counts[Fate::error], 100, 3);
    EXPECT_NEAR(counts[Fate::dropped], 50, 3);
    EXPECT_NEAR(counts[Fate::late], 200, 3);
    EXPECT_NEAR(counts[Fate::closed], 10, 3);
    EXPECT_NEAR(counts[Fate::answered], 640, 6);
  }
}

TEST(FaultPlan, AShareOfOneHitsEveryMessageAndOfZeroNone) {
  Faults faults;
  faults.drop_share = 1;
  FaultPlan plan(faults);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(plan.next(TimePoint{}).fate, Fate::dropped);
  FaultPlan healthy{Faults{}};
  for (int i = 0; i < 100; ++i) EXPECT_EQ(healthy.next(TimePoint{}).fate, Fate::answered);
}

TEST(FaultPlan, CapacityMakesMessagesQueueOneBehindTheOther) {
  Faults faults;
  faults.capacity_per_s = 10;
  FaultPlan plan(faults);
  const TimePoint now{1s};
  EXPECT_EQ(plan.next(now).due, now + 100ms);
  EXPECT_EQ(plan.next(now).due, now + 200ms);
  EXPECT_EQ(plan.next(now).due, now + 300ms);
  EXPECT_EQ(plan.next(now + 10s).due, now + 10s + 100ms);  // what was idle is not saved up
}

TEST(FaultPlan, JitterStaysWithinItsBoundsAndNeverBelowZero) {
  Faults faults;
  faults.latency = 20ms;
  faults.jitter = 50ms;
  FaultPlan plan(faults);
  const TimePoint now{1s};
  Nanos least = 1h, most{0};
  for (int i = 0; i < 1000; ++i) {
    const Nanos wait = plan.next(now).due - now;
    least = std::min(least, wait);
    most = std::max(most, wait);
  }
  EXPECT_EQ(least, Nanos{0});
  EXPECT_GT(most, 65ms);
  EXPECT_LE(most, 70ms);
}

TEST(FaultPlan, ALateReplyComesAfterItsOwnDelay) {
  Faults faults;
  faults.late_share = 1;
  faults.late_by = 1500ms;
  FaultPlan plan(faults);
  const Decision decision = plan.next(TimePoint{1s});
  EXPECT_EQ(decision.fate, Fate::late);
  EXPECT_EQ(decision.due, TimePoint{2500ms});
}

TEST(StallClock, StandsStillInTheMiddleOfEachPeriod) {
  Faults faults;
  faults.stall_every = 10s;
  faults.stall_for = 2s;
  const TimePoint start{100s};
  const StallClock clock(faults, start);
  struct Case {
    Nanos now, from, to;
  };
  const Case cases[] = {
      {0s, 4s, 6s},      // the first is ahead
      {4s, 4s, 6s},      // it begins
      {5999ms, 4s, 6s},  // still in it
      {6s, 14s, 16s},    // its end belongs to it no more
      {9s, 14s, 16s},   {10s, 14s, 16s}, {26s, 34s, 36s},
  };
  for (const Case& c : cases) {
    const auto stall = clock.at_or_after(start + c.now);
    ASSERT_TRUE(stall);
    EXPECT_EQ(stall->from - start, c.from) << c.now.count();
    EXPECT_EQ(stall->to - start, c.to) << c.now.count();
  }
  EXPECT_FALSE(StallClock(Faults{}, start).at_or_after(start));
}

}  // namespace
}  // namespace loadtest::target
