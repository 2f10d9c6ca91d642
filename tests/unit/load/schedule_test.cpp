#include "load/schedule.h"

#include <gtest/gtest.h>

namespace loadtest {
namespace {

using namespace std::chrono_literals;

TEST(Schedule, CountsTheAreaUnderItsStages) {
  const struct {
    double start;
    std::vector<Stage> stages;
    double total;
  } cases[] = {
      {10, {{10s, 10}}, 100},                                    // constant
      {0, {{10s, 100}}, 500},                                    // ramp from nothing
      {100, {{10s, 0}}, 500},                                    // ramp to nothing
      {0, {{10s, 100}, {0s, 200}, {20s, 200}, {10s, 0}}, 5500},  // ramp, jump, hold, ramp down
      {0, {{5s, 0}, {5s, 10}}, 25},                              // silence first
      {5, {}, 0},                                                // no time, no starts
  };
  for (const auto& c : cases) EXPECT_DOUBLE_EQ(Schedule(c.start, c.stages).total(), c.total);
}

TEST(Schedule, WhenIsTheInverseOfTheArea) {
  const std::vector<Stage> stages{{10s, 100}, {0s, 200}, {20s, 200}, {10s, 0}};
  const Schedule schedule(0, stages);
  const struct {
    double count, seconds;
  } cases[] = {
      {0, 0},      // the very beginning
      {125, 5},    // half-way up the first ramp: 5 s x 25/s on average
      {500, 10},   // its end
      {700, 11},   // a second into the hold
      {4500, 30},  // its end
      {5250, 35},  // half-way down: 5 s x 150/s
      {5500, 40},  // the end, where the rate is zero
  };
  for (const auto& c : cases) EXPECT_NEAR(to_seconds(*schedule.when(c.count)), c.seconds, 1e-6) << c.count;
  EXPECT_FALSE(schedule.when(5500.001).has_value());
}

TEST(Schedule, SkipsStretchesWithoutStarts) {
  const std::vector<Stage> stages{{5s, 0}, {0s, 10}, {5s, 10}};
  EXPECT_NEAR(to_seconds(*Schedule(0, stages).when(1)), 5.1, 1e-6);
}

}  // namespace
}  // namespace loadtest
