#include "findings/beat.h"

#include <gmock/gmock.h>

#include <random>
#include <vector>

namespace loadtest {
namespace {

std::vector<Happening> stalls(std::vector<double> ends, double length = 1) {
  std::vector<Happening> all;
  for (const double end : ends) all.push_back({end - length, length});
  return all;
}

TEST(Beat, IsFoundWithPeriodAndPhase) {
  const auto beat = find_beat(stalls({5, 15.01, 24.98, 35, 45.02}), 0);
  ASSERT_TRUE(beat);
  EXPECT_NEAR(beat->period, 10, 0.02);
  EXPECT_NEAR(beat->phase, 4, 0.05);
  EXPECT_EQ(beat->length, 1);
  EXPECT_LT(beat->chance, 1e-3);
}

TEST(Beat, MayBeMissedNowAndThen) {
  const auto beat = find_beat(stalls({5, 15, 25, 45, 55, 65}), 0);
  ASSERT_TRUE(beat);
  EXPECT_NEAR(beat->period, 10, 0.01);
}

TEST(Beat, IsFoundInWholeSecondsWhereThereAreEnough) {
  EXPECT_TRUE(find_beat(stalls({4.5, 10.5, 17.5, 23.5, 29.5, 36.5, 42.5, 48.5}), 0.5));
}

TEST(Beat, IsNoneOfFewOrOfOneThatLastsMostOfItsPeriod) {
  EXPECT_FALSE(find_beat(stalls({5, 15, 25}), 0));
  EXPECT_FALSE(find_beat(stalls({5, 15, 25, 35, 45}, 8), 0));
  EXPECT_FALSE(find_beat(stalls({5, 5, 5, 5, 5}), 0));
}

TEST(Beat, IsHardlyEverKeptByChance) {
  std::mt19937_64 bits(1);
  for (const double sure_to : {0.0, 0.5}) {
    int found = 0;
    for (int run = 0; run < 3000; ++run) {
      std::exponential_distribution<double> gap(1.0 / 6);
      std::vector<double> ends{gap(bits)};
      const int count = 4 + run % 12;
      while (static_cast<int>(ends.size()) < count) ends.push_back(ends.back() + gap(bits));
      if (sure_to > 0) {
        for (double& end : ends) end = std::floor(end) + 0.5;
      }
      found += find_beat(stalls(ends, 0.2), sure_to) ? 1 : 0;
    }
    EXPECT_LE(found, 10) << sure_to;
  }
}

}  // namespace
}  // namespace loadtest
