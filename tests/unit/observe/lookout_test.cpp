#include "observe/lookout.h"

#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>

namespace loadtest {
namespace {

using namespace std::chrono_literals;

TEST(Lookout, LooksBeforeBeginReturnsAndOnceMoreAtTheEnd) {
  std::atomic<int> looks = 0, last_ones = 0;
  Lookout lookout;
  lookout.begin(
      [&](bool last) {
        ++looks;
        if (last) ++last_ones;
      },
      {.every = 1h});
  EXPECT_EQ(looks, 1);
  lookout.end();
  EXPECT_EQ(looks, 2);
  EXPECT_EQ(last_ones, 1);
  lookout.begin([&](bool) { ++looks; }, {.every = 1ms});  // a search makes many runs
  while (looks < 10) std::this_thread::sleep_for(1ms);
  lookout.end();
  EXPECT_EQ(last_ones, 1);
}

TEST(Lookout, DoesNotWaitForWhatHangs) {
  std::atomic<bool> hangs = true;
  Lookout lookout;
  lookout.begin(
      [&](bool) {
        while (hangs) std::this_thread::sleep_for(1ms);
      },
      {.patience = 10ms});
  hangs = false;
  lookout.end();
}

TEST(Lookout, WhatIsThrownEndsTheLookingAlone) {
  Lookout lookout;
  lookout.begin([](bool) { throw std::runtime_error("no more memory"); }, {.patience = 1h});
  lookout.end();
  EXPECT_EQ(lookout.failure(), "no more memory");
}

TEST(Lookout, SaysWhatItCost) {
  Lookout lookout;
  lookout.begin([](bool last) {
    const auto until = Clock::now() + (last ? 0ms : 100ms);
    while (Clock::now() < until) {
    }
  });
  lookout.end();
  EXPECT_EQ(lookout.cost().name, "observer.cpu");
  EXPECT_GT(lookout.cost().value, 0.02);
}

}  // namespace
}  // namespace loadtest
