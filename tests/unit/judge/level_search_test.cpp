#include "judge/level_search.h"

#include <gtest/gtest.h>

#include <functional>
#include <vector>

#include "core/random.h"

namespace loadtest {
namespace {

using Limits = LevelSearch::Limits;
using Backend = std::function<bool(double)>;  // whether a level holds

struct Searched {
  LevelSearch search;
  std::vector<double> tried;
};

Searched search(const Limits& limits, const Backend& holds) {
  Searched done{LevelSearch(limits), {}};
  while (const auto level = done.search.next()) {
    done.tried.push_back(*level);
    done.search.told(*level, holds(*level));
  }
  return done;
}

Backend with_capacity(double capacity) {
  return [capacity](double level) { return level <= capacity; };
}

TEST(LevelSearch, DoublesUntilOneBreaksAndThenClosesIn) {
  const auto done = search({.from = 100, .to = 10'000}, with_capacity(480));
  EXPECT_EQ(std::vector<double>(done.tried.begin(), done.tried.begin() + 6),
            (std::vector<double>{100, 200, 400, 800, 800, 566}));  // a wide gap's end is tried twice
  EXPECT_LE(*done.search.holds(), 480);
  EXPECT_GT(*done.search.breaks(), 480);
}

TEST(LevelSearch, FindsEveryCapacityToItsPrecision) {
  for (const double precision : {0.01, 0.05, 0.2}) {
    for (double capacity = 1; capacity < 9'000; capacity *= 1.037) {
      const auto done = search({.from = 1, .to = 10'000, .precision = precision}, with_capacity(capacity));
      ASSERT_TRUE(done.search.holds() && done.search.breaks()) << capacity;
      EXPECT_LE(*done.search.holds(), capacity);
      EXPECT_GT(*done.search.breaks(), capacity);
      EXPECT_LE(*done.search.breaks(), *done.search.holds() * (1 + precision) * 1.000001) << capacity;
      EXPECT_LT(done.tried.size(), 40u);
    }
  }
}

TEST(LevelSearch, OfUsersTriesWholeNumbers) {
  for (const double capacity : {1.0, 2.0, 3.0, 7.0, 60.0, 61.0, 997.0}) {
    const auto done = search({.from = 1, .to = 1000, .whole = true}, with_capacity(capacity));
    for (const double level : done.tried) EXPECT_EQ(level, std::floor(level));
    EXPECT_LE(*done.search.holds(), capacity);
    EXPECT_GT(*done.search.breaks(), capacity);
    // One user of so few is more than 5 %.
    if (capacity < 20) {
      EXPECT_EQ(*done.search.holds(), capacity);
    }
  }
}

TEST(LevelSearch, ConfirmsBothNeighboursOfTheBreak) {
  const auto done = search({.from = 100, .to = 1000, .repeats = 5}, with_capacity(480));
  const auto low = done.search.at(*done.search.holds()), high = done.search.at(*done.search.breaks());
  EXPECT_EQ(low.held, 5u);
  EXPECT_EQ(low.broke, 0u);
  EXPECT_EQ(high.broke, 3u);  // most of five
  EXPECT_EQ(high.held, 0u);
}

TEST(LevelSearch, EndsAtTheHighestLevelWhereNothingBreaks) {
  const auto done = search({.from = 100, .to = 700}, with_capacity(1e9));
  EXPECT_EQ(done.search.holds(), 700);
  EXPECT_EQ(done.search.breaks(), std::nullopt);
  EXPECT_EQ(done.search.at(700).held, 3u);
}

TEST(LevelSearch, EndsAtTheLowestWhereEvenThatBreaks) {
  const auto done = search({.from = 100, .to = 700}, with_capacity(50));
  EXPECT_EQ(done.search.holds(), std::nullopt);
  EXPECT_EQ(done.search.breaks(), 100);
  EXPECT_EQ(done.tried, (std::vector<double>{100, 100}));  // most of three
}

TEST(LevelSearch, OfOneLevelTriesThatAlone) {
  const auto done = search({.from = 100, .to = 100}, with_capacity(480));
  EXPECT_EQ(done.search.holds(), 100);
  EXPECT_EQ(done.tried, (std::vector<double>{100, 100, 100}));
}

// One try in the whole search is wrong, whichever it is.
TEST(LevelSearch, IsNotLedAstrayByOneWrongTry) {
  for (std::size_t wrong = 0; wrong < 20; ++wrong) {
    std::size_t count = 0;
    const auto done =
        search({.from = 10, .to = 10'000}, [&](double level) { return (level <= 480) != (count++ == wrong); });
    EXPECT_GE(*done.search.holds(), 480 / 1.05) << wrong;
    EXPECT_LE(*done.search.holds(), 480) << wrong;
  }
}

// Every tenth try is spoiled, as on a machine that others use: nearly all searches are right all the same.
TEST(LevelSearch, BearsNoise) {
  int right = 0;
  constexpr int searches = 1000;
  for (std::uint64_t seed = 0; seed < searches; ++seed) {
    Random random(seed);
    const auto done = search({.from = 10, .to = 10'000, .repeats = 5},
                             [&](double level) { return level <= 480 && random.uniform() > 0.1; });
    if (done.search.holds() && *done.search.holds() >= 480 / 1.11 && *done.search.holds() <= 480) ++right;
  }
  EXPECT_GE(right, searches * 95 / 100);
}

TEST(LevelSearch, EndsWhateverItIsTold) {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    Random random(seed);
    const auto done = search({.from = 10, .to = 10'000}, [&](double) { return random.uniform() < 0.5; });
    EXPECT_LE(done.tried.size(), 200u);
  }
}

}  // namespace
}  // namespace loadtest
