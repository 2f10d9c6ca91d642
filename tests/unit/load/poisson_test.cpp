#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "load/arrivals.h"

namespace loadtest {
namespace {

using namespace std::chrono_literals;

/// How many starts the stages have asked for until then; integrated piece by piece, apart from Schedule.
double area(double rate, const std::vector<Stage>& stages, Nanos until) {
  double sum = 0;
  Nanos from{0};
  for (const Stage& stage : stages) {
    const double length = to_seconds(stage.duration);
    const double inside = std::clamp(to_seconds(until - from), 0.0, length);
    if (length > 0) sum += inside * rate + (stage.target - rate) * inside * inside / length / 2;
    rate = stage.target;
    from += stage.duration;
  }
  return sum;
}

struct Load {
  const char* what;
  double start;
  std::vector<Stage> stages;
};

const Load loads[] = {
    {"constant", 1000, {{10s, 1000}}},
    {"ramp up, then held", 0, {{10s, 1000}, {5s, 1000}}},
    {"up, a jump, held, and down to nothing", 0, {{10s, 300}, {0s, 900}, {5s, 900}, {10s, 0}}},
};

std::vector<Nanos> instants_of(const Load& load, Arrival arrival, std::uint64_t seed) {
  const Schedule schedule(load.start, load.stages);
  Arrivals arrivals(schedule, arrival, {}, seed);
  std::vector<Nanos> instants;
  while (const auto start = arrivals.next()) instants.push_back(start->at);
  return instants;
}

/// The gaps in units of what was expected in them: of a Poisson process, also of one whose rate changes, exponential of
/// mean 1 and independent (the time-rescaling theorem).
std::vector<double> gaps_of(const Load& load, const std::vector<Nanos>& instants) {
  std::vector<double> gaps;
  double before = 0;
  for (const Nanos at : instants) {
    const double now = area(load.start, load.stages, at);
    gaps.push_back(now - before);
    before = now;
  }
  return gaps;
}

/// Kolmogorov and Smirnov's statistic against the exponential of mean 1, times the root of their number. Of a true
/// sample it exceeds 1.63 once in a hundred, 1.95 once in a thousand.
double distance_from_exponential(std::vector<double> gaps) {
  std::sort(gaps.begin(), gaps.end());
  const auto n = static_cast<double>(gaps.size());
  double greatest = 0;
  for (std::size_t i = 0; i < gaps.size(); ++i) {
    const double wanted = -std::expm1(-gaps[i]);
    const auto below = static_cast<double>(i);
    greatest = std::max({greatest, wanted - below / n, (below + 1) / n - wanted});
  }
  return greatest * std::sqrt(n);
}

/// Of neighbours, in standard deviations of what independent ones have.
double correlation(const std::vector<double>& gaps) {
  double sum = 0;
  for (std::size_t i = 1; i < gaps.size(); ++i) sum += (gaps[i - 1] - 1) * (gaps[i] - 1);
  return sum / std::sqrt(static_cast<double>(gaps.size()));
}

TEST(Arrivals, PoissonGapsAreExponentialAndIndependent) {
  for (const Load& load : loads) {
    int beyond_1_in_100 = 0;
    for (std::uint64_t seed = 1; seed <= 100; ++seed) {
      const std::vector<double> gaps = gaps_of(load, instants_of(load, Arrival::poisson, seed));
      const double distance = distance_from_exponential(gaps);
      beyond_1_in_100 += distance > 1.63 ? 1 : 0;
      EXPECT_LT(distance, 1.95) << load.what << ", seed " << seed;
      EXPECT_LT(std::abs(correlation(gaps)), 3.9) << load.what << ", seed " << seed;
    }
    EXPECT_LE(beyond_1_in_100, 5) << load.what;
  }
}

TEST(Arrivals, TheTestOfGapsTellsWhatIsNoPoissonProcess) {
  const Load& load = loads[1];
  EXPECT_GT(distance_from_exponential(gaps_of(load, instants_of(load, Arrival::regular, 1))), 10) << "equal gaps";

  const std::vector<Nanos> poisson = instants_of(load, Arrival::poisson, 1);
  const Load level{"level", 667, {{15s, 667}}};
  EXPECT_GT(distance_from_exponential(gaps_of(level, poisson)), 1.95) << "the ramp's, taken for a constant rate";

  std::vector<Nanos> every_other;
  for (std::size_t i = 1; i < poisson.size(); i += 2) every_other.push_back(poisson[i]);
  const Load half{"half", 0, {{10s, 500}, {5s, 500}}};
  EXPECT_GT(distance_from_exponential(gaps_of(half, every_other)), 1.95) << "one shard's share of a split, by itself";

  Random random(1);
  std::vector<double> waves;  // exponential each, but in pairs of the same
  for (int i = 0; i < 5000; ++i) waves.insert(waves.end(), 2, random.exponential(1));
  EXPECT_GT(correlation(waves), 3.9);
}

TEST(Arrivals, ByAnyInstantAsManyHaveComeAsTheRateAddsUpTo) {
  for (const Load& load : loads) {
    const std::vector<Nanos> regular = instants_of(load, Arrival::regular, 1);
    const std::vector<Nanos> poisson = instants_of(load, Arrival::poisson, 7);
    for (Nanos until = 0s; until <= 25s; until += 10ms) {
      const double expected = area(load.start, load.stages, until);
      const auto come = [&](const std::vector<Nanos>& instants) {
        return static_cast<double>(std::lower_bound(instants.begin(), instants.end(), until) - instants.begin());
      };
      ASSERT_NEAR(come(regular), expected, 0.5001) << load.what << " after " << to_seconds(until) << " s";
      ASSERT_NEAR(come(poisson), expected, 4 * std::sqrt(expected) + 5) << load.what << " after " << to_seconds(until);
    }
  }
}

}  // namespace
}  // namespace loadtest
