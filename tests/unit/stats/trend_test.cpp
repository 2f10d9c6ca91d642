#include "stats/trend.h"

#include <gtest/gtest.h>

#include <vector>

#include "core/random.h"

namespace loadtest {
namespace {

std::vector<double> series(std::size_t n, std::uint64_t seed, double rise, double spread) {
  Random random(seed);
  std::vector<double> values;
  for (std::size_t i = 0; i < n; ++i) {
    const double way = static_cast<double>(i) / static_cast<double>(n - 1);
    values.push_back(100 + rise * way + random.exponential(spread));
  }
  return values;
}

TEST(Trend, IsTheLineThatTheValuesLieOn) {
  std::vector<double> line;
  for (int i = 0; i < 30; ++i) line.push_back(50 + 2 * i);
  const auto trend = find_trend(line);
  ASSERT_TRUE(trend);
  EXPECT_DOUBLE_EQ(trend->first, 50);
  EXPECT_DOUBLE_EQ(trend->last, 108);
  EXPECT_TRUE(trend->rises());
}

TEST(Trend, OfNoiseIsSeldomTakenForOne) {
  int alarms = 0;
  for (std::uint64_t seed = 0; seed < 4000; ++seed) alarms += find_trend(series(30, seed, 0, 50))->rises() ? 1 : 0;
  EXPECT_LE(alarms, 8) << "one in two thousand is expected";
}

TEST(Trend, IsFoundInNoise) {
  int found = 0;
  for (std::uint64_t seed = 0; seed < 500; ++seed) found += find_trend(series(30, seed, 40, 10))->rises() ? 1 : 0;
  EXPECT_GE(found, 490);
}

TEST(Trend, IsNotBentByAStallOrTwo) {
  std::vector<double> values = series(30, 1, 0, 1);
  values[28] = values[29] = 5000;
  EXPECT_FALSE(find_trend(values)->rises());
  EXPECT_NEAR(find_trend(values)->last, 101, 2);
}

TEST(Trend, FallsAreNone) {
  const auto trend = find_trend(series(30, 1, -80, 1));
  EXPECT_LT(trend->z, -3.29);
  EXPECT_FALSE(trend->rises());
}

TEST(Trend, OfEqualOrFewValuesIsNone) {
  EXPECT_FALSE(find_trend(std::vector<double>(30, 7))->rises());
  EXPECT_FALSE(find_trend(std::vector<double>(9, 7)).has_value());
}

}  // namespace
}  // namespace loadtest
