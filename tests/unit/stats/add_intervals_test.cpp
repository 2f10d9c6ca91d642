#include <gtest/gtest.h>

#include "stats/interval.h"

namespace loadtest {
namespace {

using namespace std::chrono_literals;

/// `count` intervals of `each`, the last of `last`; in each as many starts as its number, from 1.
std::vector<Interval> series(std::size_t count, Nanos each, Nanos last) {
  std::vector<Interval> all;
  for (std::size_t i = 0; i < count; ++i) {
    Interval& interval = all.emplace_back();
    interval.from = each * static_cast<int>(i);
    interval.length = i + 1 == count ? last : each;
    interval.users = 10;
    interval.operations.resize(1);
    interval.operations[0].started = i + 1;
  }
  return all;
}

std::vector<std::uint64_t> starts(const std::vector<Interval>& all) {
  std::vector<std::uint64_t> found;
  for (const Interval& one : all) found.push_back(one.operations[0].started);
  return found;
}

TEST(AddIntervals, SecondsAreAddedToTheSameSeconds) {
  std::vector<Interval> sum = series(3, 1s, 300ms);
  ASSERT_TRUE(add_intervals(sum, series(5, 1s, 1s)));
  EXPECT_EQ(starts(sum), (std::vector<std::uint64_t>{2, 4, 6, 4, 5}));
  EXPECT_EQ(sum[0].users, 20u);
  EXPECT_EQ(sum[4].users, 10u) << "the other one had ended";
  EXPECT_EQ(sum[2].length, 1s);
}

TEST(AddIntervals, TheFinerOnesAreJoinedToTheGridOfTheCoarser) {
  for (const bool swapped : {false, true}) {
    std::vector<Interval> fine = series(7, 1s, 500ms), coarse = series(2, 4s, 3s);
    std::vector<Interval>& sum = swapped ? fine : coarse;
    ASSERT_TRUE(add_intervals(sum, swapped ? coarse : fine));
    EXPECT_EQ(starts(sum), (std::vector<std::uint64_t>{1 + 1 + 2 + 3 + 4, 2 + 5 + 6 + 7}));
    EXPECT_EQ(sum[1].from, 4s);
    EXPECT_EQ(sum[1].length, 3s);
  }
}

TEST(AddIntervals, NothingIsAddedAndToNothing) {
  std::vector<Interval> sum;
  ASSERT_TRUE(add_intervals(sum, series(2, 1s, 1s)));
  ASSERT_TRUE(add_intervals(sum, {}));
  EXPECT_EQ(starts(sum), (std::vector<std::uint64_t>{1, 2}));
}

TEST(AddIntervals, WhatLiesOnNoGridIsRefused) {
  std::vector<Interval> sum = series(4, 1s, 1s), odd = series(4, 1s, 1s);
  odd[2].from = 2500ms;
  EXPECT_FALSE(add_intervals(sum, odd));
  EXPECT_FALSE(add_intervals(sum, series(3, 3s, 3s))) << "three seconds are no power of two";
  EXPECT_FALSE(add_intervals(sum, series(3, Nanos(0), Nanos(0))));
  EXPECT_EQ(starts(sum), (std::vector<std::uint64_t>{1, 2, 3, 4}));
}

}  // namespace
}  // namespace loadtest
