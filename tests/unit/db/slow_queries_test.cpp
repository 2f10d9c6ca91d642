#include "workloads/db/slow_queries.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "workloads/db/db_run.h"
#include "workloads/db/deadlocks.h"
#include "workloads/db/failures.h"
#include "workloads/db/recent_steps.h"

namespace loadtest {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr OperationId first = DbOperations::first_statement;

QueryMix mix() {
  Problems problems;
  return QueryMix::read("100:0", "profile,expenses", problems);
}

SeenQuery took(OperationId operation, std::uint64_t number, Nanos time) {
  return {.number = number, .user = 0, .operation = operation, .step = 0, .took = time, .at = {}};
}

TEST(SlowQueries, KeepTheSlowestFewOfEachStatementOverAllShards) {
  std::vector<SlowQueries> parts(2, SlowQueries(mix()));
  for (std::uint64_t i = 0; i < 1000; ++i) parts[i % 2].add(took(first, i, Nanos(1ms) * ((i * 7919) % 1000)));
  parts[1].add(took(first + 1, 4000, 5s));
  const auto steps = SlowQueries::merge(parts);
  ASSERT_EQ(steps.size(), 2u);
  EXPECT_EQ(steps[0].slowest.front().number, 4000u) << "the statement with the slowest execution comes first";
  EXPECT_EQ(steps[1].seen, 1000u);
  std::vector<Nanos> slowest;
  for (const SeenQuery& one : steps[1].slowest) slowest.push_back(one.took);
  EXPECT_THAT(slowest, ElementsAre(999ms, 998ms, 997ms, 996ms));
  EXPECT_NEAR(to_millis(steps[1].typical.took), 500, 150);
}

TEST(SlowQueries, KeepWhatIsTypicalOfTheWholeRunAndNotOfItsBeginning) {
  SlowQueries kept((mix()));
  for (std::uint64_t i = 0; i < 10; ++i) kept.add(took(first, i, 1s));
  for (std::uint64_t i = 10; i < 100'000; ++i) kept.add(took(first, i, 2ms));
  const auto steps = SlowQueries::merge({&kept, 1});
  EXPECT_EQ(steps.at(0).typical.took, 2ms);
  EXPECT_GE(steps.at(0).spread.size(), SlowQueries::spread_max / 2);
  EXPECT_TRUE(std::any_of(steps.at(0).spread.begin(), steps.at(0).spread.end(),
                          [](const SeenQuery& one) { return one.number > 90'000; }));
}

TEST(SlowQueries, AShardWithMoreOfThemCountsForMore) {
  std::vector<SlowQueries> parts(2, SlowQueries(mix()));
  for (std::uint64_t i = 0; i < 10; ++i) parts[0].add(took(first, i, 1s));
  for (std::uint64_t i = 0; i < 10'000; ++i) parts[1].add(took(first, i, 2ms));
  EXPECT_EQ(SlowQueries::merge(parts).at(0).typical.took, 2ms);
}

TEST(SlowQueries, OfNoneThereIsNothing) {
  EXPECT_THAT(SlowQueries::merge({}), IsEmpty());
  const SlowQueries none((mix()));
  EXPECT_FALSE(none.saw_any());
  EXPECT_THAT(SlowQueries::merge({&none, 1}), IsEmpty());
}

TEST(Failures, KeepTheFirstWordsOfEachKindAndCountTheRest) {
  const TimePoint t0{};
  Failures a, b;
  a.note("23505 unique_violation", "duplicate key\nvalue", "insert", t0 + 2s);
  a.note("23505 unique_violation", "another", "insert", t0 + 3s);
  b.note("23505 unique_violation", "the first", "other", t0 + 1s);
  a.add(b);
  ASSERT_EQ(a.kinds().size(), 1u);
  EXPECT_EQ(a.kinds()[0].count, 3u);
  EXPECT_EQ(a.kinds()[0].message, "the first");
  for (int i = 0; i < 100; ++i) a.note(std::to_string(i), "", "", t0);
  EXPECT_EQ(a.kinds().size(), Failures::kinds_max);
}

TEST(ADeadlock, NamesItsProcessesOnceEach) {
  EXPECT_THAT(deadlocked_processes("Process 7 waits for ShareLock on transaction 742; blocked by process 8.\n"
                                   "Process 8 waits for ShareLock on transaction 743; blocked by process 7."),
              ElementsAre(7, 8));
  EXPECT_THAT(deadlocked_processes("Process waits"), IsEmpty());
}

TEST(RecentSteps, TheLongestOfThoseThatRanShortlyBeforeIsTheOneThatWaited) {
  const std::string a = "a", b = "b", c = "c";
  const TimePoint now = TimePoint(100s);
  RecentSteps steps;
  EXPECT_EQ(steps.waiting_at(now), nullptr);
  steps.add(c, now - 10s, now - 5s);     // long, and long ago
  steps.add(a, now - 900ms, now - 2ms);  // waited
  steps.add(b, now - 2ms, now - 1ms);    // went on
  ASSERT_NE(steps.waiting_at(now), nullptr);
  EXPECT_EQ(*steps.waiting_at(now), "a");
}

}  // namespace
}  // namespace loadtest
