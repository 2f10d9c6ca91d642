#include <gtest/gtest.h>

#include <set>

#include "core/shard_slot.h"
#include "load/load_profile.h"
#include "load/population.h"

namespace loadtest {
namespace {

using namespace std::chrono_literals;

TEST(ShardSlot, SharesAddUpAndItemsBelongToOne) {
  for (const std::uint64_t total : {0u, 1u, 7u, 100u, 1003u}) {
    for (const unsigned count : {1u, 2u, 3u, 8u}) {
      std::uint64_t sum = 0;
      std::set<std::uint64_t> items;
      for (unsigned index = 0; index < count; ++index) {
        const ShardSlot slot{index, count};
        sum += slot.share(total);
        for (std::uint64_t nth = 0; nth < slot.share(total); ++nth) {
          EXPECT_TRUE(slot.owns(slot.global(nth)));
          items.insert(slot.global(nth));
        }
      }
      EXPECT_EQ(sum, total);
      EXPECT_EQ(items.size(), total);
      if (total > 0) {
        EXPECT_EQ(*items.rbegin(), total - 1);
      }
    }
  }
}

TEST(ShardSlot, ShardsOfSegmentsAreAPartitionToo) {
  std::set<std::uint64_t> items;
  for (unsigned segment = 0; segment < 3; ++segment) {
    for (unsigned shard = 0; shard < 2; ++shard) {
      const ShardSlot slot = ShardSlot{segment, 3}.within({shard, 2});
      for (std::uint64_t nth = 0; nth < slot.share(100); ++nth) EXPECT_TRUE(items.insert(slot.global(nth)).second);
    }
  }
  EXPECT_EQ(items.size(), 100u);
}

TEST(Population, ConnectsEvenlyAlsoInAYearsRampOfAMillion) {
  EXPECT_EQ(connect_instant(0, 10, 1s), 0s);
  EXPECT_EQ(connect_instant(3, 10, 1s), 300ms);
  EXPECT_EQ(connect_instant(999'999, 1'000'000, std::chrono::hours(24 * 365)), std::chrono::hours(24 * 365) - 31536ms);
}

TEST(LoadProfile, ListsEveryProblem) {
  LoadProfile profile;
  profile.users = 0;
  EXPECT_EQ(profile.validate().size(), 2u);  // no user, no duration
  profile.users = 1;
  profile.duration = 10s;
  EXPECT_TRUE(profile.validate().empty());
  profile.ramp_up = 10s;
  EXPECT_EQ(profile.validate().size(), 1u);  // never at full load
  profile.ramp_up = 9s;
  EXPECT_TRUE(profile.validate().empty());
  profile.model = OpenModel{};
  EXPECT_EQ(profile.validate().size(), 1u);  // no rate
}

TEST(LoadProfile, TheBacklogIsTenSecondsOfTheRateAtLeastAThousand) {
  EXPECT_EQ(default_backlog(1), 1000u);
  EXPECT_EQ(default_backlog(500), 5000u);
}

}  // namespace
}  // namespace loadtest
