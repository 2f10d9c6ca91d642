#include "feed/feeder.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "core/shard_slot.h"
#include "feed/read_table.h"

namespace loadtest {
namespace {

TEST(Feeder, SequentialGivesRowAfterRowAndBeginsAgain) {
  for (const std::uint64_t number : {0u, 1u, 6u, 7u, 8u, 700u}) {
    EXPECT_EQ(feed_row(FeedOrder::sequential, 7, /*user=*/3, number, /*seed=*/1), number % 7);
  }
}

TEST(Feeder, UniqueGivesEachRowOnceAndThenNone) {
  EXPECT_EQ(feed_row(FeedOrder::unique, 7, 3, 0, 1), 0u);
  EXPECT_EQ(feed_row(FeedOrder::unique, 7, 3, 6, 1), 6u);
  EXPECT_EQ(feed_row(FeedOrder::unique, 7, 3, 7, 1), std::nullopt);
  EXPECT_EQ(feed_row(FeedOrder::unique, 7, 3, UINT64_MAX, 1), std::nullopt);
}

TEST(Feeder, PerUserKeepsARowForEach) {
  for (const std::uint64_t number : {0u, 1u, 99u}) {
    EXPECT_EQ(feed_row(FeedOrder::per_user, 7, 3, number, 1), 3u);
    EXPECT_EQ(feed_row(FeedOrder::per_user, 7, 10, number, 1), 3u);  // more users than rows: in turn
  }
}

// Chi square over 100 rows: 99 degrees of freedom, beyond 150 once in a thousand; these seeds are fixed.
TEST(Feeder, RandomIsEvenAndRepeatsWithItsSeed) {
  constexpr std::size_t rows = 100, draws = 100'000;
  for (const std::uint64_t seed : {0u, 1u, 42u}) {
    std::vector<double> drawn(rows);
    for (std::uint64_t number = 0; number < draws; ++number) {
      const auto row = feed_row(FeedOrder::random, rows, 0, number, seed);
      ASSERT_LT(*row, rows);
      EXPECT_EQ(row, feed_row(FeedOrder::random, rows, 5, number, seed));  // whoever asks
      ++drawn[*row];
    }
    double chi_square = 0;
    for (const double count : drawn) chi_square += std::pow(count - draws / rows, 2) / (draws / rows);
    EXPECT_LT(chi_square, 150) << seed;
    EXPECT_GT(chi_square, 60) << seed;  // no mere rotation
  }
}

TEST(Feeder, RandomDiffersWithTheSeed) {
  int same = 0;
  for (std::uint64_t number = 0; number < 1000; ++number) {
    if (feed_row(FeedOrder::random, 100, 0, number, 1) == feed_row(FeedOrder::random, 100, 0, number, 2)) ++same;
  }
  EXPECT_LT(same, 40);  // 10 expected
}

// What the parts of a run take is what the whole would: none twice, none left out.
TEST(Feeder, UniqueIsExactOverShards) {
  constexpr unsigned shards = 3;
  std::multiset<std::size_t> taken;
  for (unsigned shard = 0; shard < shards; ++shard) {
    const ShardSlot slot{shard, shards};
    for (std::uint64_t nth = 0; nth < slot.share(20); ++nth) {
      if (const auto row = feed_row(FeedOrder::unique, 10, 0, slot.global(nth), 1)) taken.insert(*row);
    }
  }
  EXPECT_EQ(taken, (std::multiset<std::size_t>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}));
}

TEST(Feeder, SaysBeforeTheStartWhenItWouldNotLast) {
  const auto table = std::make_shared<const FeedTable>(*read_csv("id\na\nb\nc\n", "x.csv"));
  const Feeder unique(table, FeedOrder::unique, 1);
  EXPECT_TRUE(unique.lasts_for(3, "orders"));
  const Status short_of = unique.lasts_for(1500, "orders");
  ASSERT_FALSE(short_of);
  EXPECT_EQ(short_of.error().message, "feeder orders gives each row once and has 3, but 1,500 starts are planned");
  EXPECT_TRUE(Feeder(table, FeedOrder::sequential, 1).lasts_for(1500, "orders"));
  EXPECT_EQ(table->cell(*unique.row(0, 2), 0), "c");
}

}  // namespace
}  // namespace loadtest
