// Whatever a run is split into, the parts together are the whole: the same users, starts and instants.
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "load/arrivals.h"
#include "load/load_profile.h"
#include "load/population.h"

namespace loadtest {
namespace {

using namespace std::chrono_literals;

constexpr unsigned splits[] = {1, 2, 3, 7, 16};
constexpr std::uint64_t seed = 42;

/// Machines differ: each segment has threads of its own number.
unsigned threads_of(unsigned segment) { return 1 + segment % 3; }

std::map<std::uint64_t, Nanos> starts_of(const Schedule& schedule, Arrival arrival, ShardSlot slot) {
  std::map<std::uint64_t, Nanos> starts;
  Arrivals arrivals(schedule, arrival, slot, seed);
  while (const auto start = arrivals.next()) EXPECT_TRUE(starts.emplace(start->number, start->at).second);
  return starts;
}

TEST(Segments, TheirStartsTogetherAreTheWholesInstantByInstant) {
  const OpenModel ramp = constant_rate(331.7, 700ms, 3s, Arrival::regular);
  const Schedule schedule(ramp.start_rate_per_s, ramp.stages);
  for (const Arrival arrival : {Arrival::regular, Arrival::poisson}) {
    const auto whole = starts_of(schedule, arrival, {});
    EXPECT_GT(whole.size(), 800u);
    for (const unsigned count : splits) {
      std::map<std::uint64_t, Nanos> sum;
      for (unsigned segment = 0; segment < count; ++segment) {
        const unsigned threads = threads_of(segment);
        for (unsigned thread = 0; thread < threads; ++thread) {
          const ShardSlot slot = ShardSlot{segment, count}.within({thread, threads});
          for (const auto& start : starts_of(schedule, arrival, slot))
            EXPECT_TRUE(sum.insert(start).second) << "start " << start.first << " was made twice";
        }
      }
      EXPECT_EQ(sum, whole) << count << " segments";
    }
  }
}

TEST(Segments, SharesOfUsersCountsAndConnectionsDifferByOneAtMostAndAddUp) {
  for (const std::uint64_t total : {16u, 17u, 100u, 1000u, 1003u}) {
    for (const unsigned count : splits) {
      std::set<std::uint64_t> items;
      std::set<Nanos> connects, all_connects;
      for (unsigned segment = 0; segment < count; ++segment) {
        const ShardSlot slot{segment, count};
        EXPECT_GE(slot.share(total), total / count);
        EXPECT_LE(slot.share(total), total / count + 1);
        std::uint64_t dealt = 0;
        const unsigned threads = threads_of(segment);
        for (unsigned thread = 0; thread < threads; ++thread) {
          const ShardSlot part = slot.within({thread, threads});
          dealt += part.share(total);
          for (std::uint64_t nth = 0; nth < part.share(total); ++nth) {
            EXPECT_TRUE(items.insert(part.global(nth)).second);
            connects.insert(connect_instant(part.global(nth), total, 10s));
          }
        }
        EXPECT_EQ(dealt, slot.share(total));
      }
      for (std::uint64_t user = 0; user < total; ++user) all_connects.insert(connect_instant(user, total, 10s));
      EXPECT_EQ(items.size(), total);
      EXPECT_EQ(*items.rbegin(), total - 1);
      EXPECT_EQ(connects, all_connects);
    }
  }
}

}  // namespace
}  // namespace loadtest
