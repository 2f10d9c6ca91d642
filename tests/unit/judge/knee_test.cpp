#include "judge/knee.h"

#include <gmock/gmock.h>

#include <cmath>

#include "core/random.h"

namespace loadtest {
namespace {

using ::testing::ElementsAre;

std::vector<KneePoint> curve(std::initializer_list<double> values) {
  std::vector<KneePoint> points;
  for (const double value : values) points.push_back({value, 0.01});
  return points;
}

double normal(Random& random) {
  double sum = -6;
  for (int i = 0; i < 12; ++i) sum += random.uniform();
  return sum;
}

TEST(Knee, IsWhereNothingGetsBetterAnyMore) {
  EXPECT_EQ(find_knee(curve({100, 200, 400, 410, 405}), 0.05), 2u) << "2.5 % more is not worth it";
  EXPECT_EQ(find_knee(curve({100, 200, 300, 400, 500}), 0.05), 4u) << "it still rises";
  EXPECT_EQ(find_knee(curve({100, 102, 99, 101}), 0.05), 0u) << "it is flat";
  EXPECT_EQ(find_knee(curve({100, 200, 400, 300, 150}), 0.05), 2u) << "it collapses beyond";
  EXPECT_EQ(find_knee(curve({400, 300, 150}), 0.05), 0u) << "it only falls";
  EXPECT_EQ(find_knee(curve({7}), 0.05), 0u);
  EXPECT_EQ(find_knee(curve({0, 0, 100, 100}), 0.05), 2u) << "nothing worked at first";
}

TEST(Knee, IsNotWhereChancePutOneRunHigher) {
  std::vector<KneePoint> points;
  for (const double value : {100.0, 200.0, 400.0, 390.0, 440.0}) points.push_back({value, 0.06});
  EXPECT_EQ(find_knee(points, 0.05), 2u) << "10 % more is within what such runs differ by";
  for (KneePoint& point : points) point.error = 0.01;
  EXPECT_EQ(find_knee(points, 0.05), 4u) << "and beyond what steadier ones do";
}

TEST(Knee, OfASaturatingCurveIsFoundThroughNoise) {
  constexpr int trials = 1000;
  for (const double noise : {0.01, 0.03}) {
    int right = 0;
    for (std::uint64_t seed = 0; seed < trials; ++seed) {
      Random random(seed);
      std::vector<KneePoint> points;
      for (const double size : {2, 4, 8, 16, 32, 64})
        points.push_back({std::min(size, 16.0) * 50 * std::exp(noise * normal(random)), noise});
      right += find_knee(points, 0.05) == 3 ? 1 : 0;
    }
    RecordProperty("found_of_1000_at_noise_" + std::to_string(noise), right);
    EXPECT_GE(right, 990) << noise;
  }
}

TEST(Knee, IsOfACurveThatRisesAndThenFalls) {
  const std::vector<double> weights(6, 1.0);
  EXPECT_THAT(fit_rise_and_fall(std::vector<double>{1, 3, 2, 5, 4, 1}, weights), ElementsAre(1, 2.5, 2.5, 5, 4, 1));
  EXPECT_THAT(fit_rise_and_fall(std::vector<double>{1, 2, 3, 4, 5, 6}, weights), ElementsAre(1, 2, 3, 4, 5, 6));
  EXPECT_THAT(fit_rise_and_fall(std::vector<double>{6, 5, 4, 3, 2, 1}, weights), ElementsAre(6, 5, 4, 3, 2, 1));
}

}  // namespace
}  // namespace loadtest
