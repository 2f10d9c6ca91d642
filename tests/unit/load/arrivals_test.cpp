#include "load/arrivals.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace loadtest {
namespace {

using namespace std::chrono_literals;

const std::vector<Stage> ramp_jump_hold_ramp{{10s, 100}, {0s, 200}, {20s, 200}, {10s, 0}};

std::vector<Nanos> all(const Schedule& schedule, Arrival arrival, ShardSlot slot, std::uint64_t seed) {
  Arrivals arrivals(schedule, arrival, slot, seed);
  std::vector<Nanos> instants;
  while (const auto start = arrivals.next()) instants.push_back(start->at);
  return instants;
}

TEST(Arrivals, RegularOnesAreExactlyTheArea) {
  const auto instants = all(Schedule(0, ramp_jump_hold_ramp), Arrival::regular, {}, 1);
  EXPECT_EQ(instants.size(), 5500u);
  EXPECT_TRUE(std::is_sorted(instants.begin(), instants.end()));
  EXPECT_GE(instants.front(), Nanos(0));
  EXPECT_LT(instants.back(), 40s);
}

TEST(Arrivals, AnyNumberOfPartsMergedAreTheWhole) {
  const Schedule schedule(0, ramp_jump_hold_ramp);
  for (const Arrival arrival : {Arrival::regular, Arrival::poisson}) {
    const auto whole = all(schedule, arrival, {}, 42);
    for (const unsigned count : {2u, 3u, 7u}) {
      std::vector<Nanos> merged;
      for (unsigned index = 0; index < count; ++index) {
        const auto part = all(schedule, arrival, {index, count}, 42);
        merged.insert(merged.end(), part.begin(), part.end());
      }
      std::sort(merged.begin(), merged.end());
      EXPECT_EQ(merged, whole) << count;
    }
  }
}

TEST(Arrivals, PoissonTotalsHaveThePoissonsMeanAndVariance) {
  const Schedule schedule(0, ramp_jump_hold_ramp);
  constexpr int runs = 200;
  double sum = 0, squares = 0;
  for (int run = 0; run < runs; ++run) {
    const auto n =
        static_cast<double>(all(schedule, Arrival::poisson, {}, static_cast<std::uint64_t>(run) * 7919 + 1).size());
    sum += n;
    squares += n * n;
  }
  const double mean = sum / runs, variance = squares / runs - mean * mean;
  EXPECT_NEAR(mean, 5500, 4 * std::sqrt(5500.0 / runs));
  EXPECT_NEAR(variance, 5500, 4 * 5500 * std::sqrt(2.0 / runs));
}

}  // namespace
}  // namespace loadtest
