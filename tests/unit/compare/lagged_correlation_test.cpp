#include "compare/lagged_correlation.h"

#include <gmock/gmock.h>

#include <cmath>

#include "core/random.h"

namespace loadtest {
namespace {

double normal_of(Random& random) {
  double sum = -6;
  for (int i = 0; i < 12; ++i) sum += random.uniform();
  return sum;
}

/// As busy as the one before it, for a while: x = phi * x + noise.
std::vector<double> remembering(std::size_t n, double phi, Random& random) {
  std::vector<double> values;
  double value = 0;
  for (std::size_t i = 0; i < n + 50; ++i) {
    value = phi * value + normal_of(random);
    if (i >= 50) values.push_back(value);
  }
  return values;
}

/// What a lock does that is held for a second now and then: mostly nothing.
std::vector<double> pulses(std::size_t n, Random& random) {
  std::vector<double> values(n, 0.0);
  for (std::size_t at = 2; at < n; at += 3 + random.next() % 4) values[at] = 1 + random.uniform();
  return values;
}

template <class Make>
double false_alarms(Make make, std::size_t n, int trials) {
  constexpr std::size_t series_tried = 20;
  int alarms = 0;
  for (int trial = 0; trial < trials; ++trial) {
    Random random(static_cast<std::uint64_t>(trial) * 7919 + n);
    const Stretches series{make(n, random)};
    std::vector<Stretches> others;
    for (std::size_t k = 0; k < series_tried; ++k) others.push_back({make(n, random)});
    bool alarm = false;
    for (const auto& one : correlate(series, others, 1, {.shuffles = 199})) alarm = alarm || (one && one->p < 0.01);
    alarms += alarm ? 1 : 0;
  }
  return static_cast<double>(alarms) / trials;
}

// Twenty series at seven lags each: without accounting for how many were tried, every other trial would be an alarm.
TEST(LaggedCorrelation, SeldomFindsWhatIsNotThere) {
  for (const std::size_t n : {30u, 60u}) {
    for (const double phi : {0.0, 0.9}) {
      const double share =
          false_alarms([=](std::size_t count, Random& random) { return remembering(count, phi, random); }, n, 400);
      EXPECT_LE(share, 0.02) << "n " << n << " phi " << phi;
    }
    const double share = false_alarms([](std::size_t count, Random& random) { return pulses(count, random); }, n, 400);
    EXPECT_LE(share, 0.02) << "pulses, n " << n;
  }
}

TEST(LaggedCorrelation, FindsAPlantedOneAtItsLag) {
  for (const int lag : {-3, -1, 0, 1, 2, 3}) {
    int right = 0, found = 0;
    constexpr int trials = 20;
    for (std::uint64_t seed = 0; seed < trials; ++seed) {
      Random random(seed);
      const std::size_t n = 50;
      const std::vector<double> lock = pulses(n + 10, random);
      std::vector<double> here, chat;
      for (std::size_t i = 5; i < n + 5; ++i) {
        here.push_back(lock[i]);
        const double cause = lock[static_cast<std::size_t>(static_cast<int>(i) - lag)];
        chat.push_back(20 + 800 * cause + 5 * normal_of(random));
      }
      std::vector<Stretches> others{{remembering(n, 0.5, random)}, {here}, {remembering(n, 0.9, random)}};
      const auto all = correlate({chat}, others, seed, {.shuffles = 499});
      found += all[1] && all[1]->p < 0.01 ? 1 : 0;
      right += all[1] && all[1]->lag == lag && all[1]->r > 0 ? 1 : 0;
    }
    EXPECT_GE(found, 19) << lag;
    EXPECT_GE(right, 19) << lag;
  }
}

// It ends within a second: the answers that waited come in that one, or in the next.
TEST(LaggedCorrelation, FindsALockThatKeepsToNoGrid) {
  int found = 0;
  constexpr int trials = 20;
  for (std::uint64_t seed = 0; seed < trials; ++seed) {
    Random random(seed);
    const std::size_t n = 90;
    std::vector<double> lock(n, 0.0), chat(n);
    for (double& time : chat) time = 5 * std::exp(0.7 * normal_of(random));
    for (double at = 2; at < n - 3; at += 3.5 + 3.5 * random.uniform()) {
      const auto second = static_cast<std::size_t>(at);
      const double before = static_cast<double>(second + 1) - at;
      lock[second] += before;
      lock[second + 1] += 1 - before;
      chat[static_cast<std::size_t>(at + 1 + 0.02 * random.uniform())] = 800 + 100 * normal_of(random);
    }
    const std::vector<Stretches> others{{lock}, {remembering(n, 0.5, random)}};
    const auto all = correlate({chat}, others, seed, {.shuffles = 499});
    found += all[0] && all[0]->p < 0.01 && std::abs(all[0]->lag) <= 1 ? 1 : 0;
  }
  EXPECT_EQ(found, trials);
}

TEST(LaggedCorrelation, TellsWhatFallsFromWhatRises) {
  Random random(1);
  const std::vector<double> lock = pulses(60, random);
  std::vector<double> commits, chat;
  for (const double held : lock) {
    commits.push_back(500 - 200 * held + normal_of(random));
    chat.push_back(20 + 800 * held + normal_of(random));
  }
  const std::vector<Stretches> others{{commits}};
  const auto found = correlate({chat}, others, 1);
  ASSERT_TRUE(found[0]);
  EXPECT_LT(found[0]->r, -0.5);
  EXPECT_EQ(found[0]->lag, 0);
}

TEST(LaggedCorrelation, TakesNoStepFromOneStretchToAnotherForAChange) {
  Random random(3);
  std::vector<double> low = remembering(30, 0, random), high = remembering(30, 0, random);
  std::vector<double> its_low = remembering(30, 0, random), its_high = remembering(30, 0, random);
  for (double& value : high) value += 1000;
  for (double& value : its_high) value += 1000;
  const std::vector<Stretches> others{{its_low, its_high}};
  EXPECT_FALSE(correlate({low, high}, others, 1)[0]);
}

TEST(LaggedCorrelation, SaysNothingOfWhatNeverChanges) {
  Random random(5);
  const std::vector<Stretches> others{{std::vector<double>(60, 7.0)}};
  EXPECT_FALSE(correlate({remembering(60, 0, random)}, others, 1)[0]);
  EXPECT_FALSE(correlate({std::vector<double>(60, 1.0)}, others, 1)[0]);
}

// Whatever comes every five seconds goes together with anything else that does, at some lag.
TEST(LaggedCorrelation, SaysWhereBothRepeatThemselves) {
  Random random(7);
  std::vector<double> one, other;
  for (int i = 0; i < 60; ++i) {
    one.push_back((i % 5 == 1 ? 1 : 0) + 0.05 * normal_of(random));
    other.push_back((i % 5 == 3 ? 1 : 0) + 0.05 * normal_of(random));
  }
  const std::vector<Stretches> others{{other}, {pulses(60, random)}};
  ASSERT_TRUE(correlate({one}, others, 1)[0]);
  EXPECT_EQ(correlate({one}, others, 1)[0]->period, 5);
  const std::vector<double> now_and_then = pulses(60, random);
  const std::vector<Stretches> same{{now_and_then}};
  EXPECT_EQ(correlate({now_and_then}, same, 1)[0]->period, 0);
}

TEST(LaggedCorrelation, IsTheSameForTheSameSeed) {
  Random random(9);
  const Stretches series{remembering(60, 0, random)};
  const std::vector<Stretches> others{series};
  EXPECT_EQ(correlate(series, others, 4)[0]->p, correlate(series, others, 4)[0]->p);
}

}  // namespace
}  // namespace loadtest
