// What the seam offers to workloads that keep a pool between their users and their connections.
#include "run_fake.h"

namespace loadtest {
namespace {

constexpr std::size_t waiting = 0, first = 1, second = 2, all = 3;

/// Two statements and their sum; users without a connection of their own.
void make_pooled(FakeTarget& target) {
  target.pooled = true;
  target.operations = {{.name = "acquire", .weight = 0},
                       {.name = "first", .weight = 3},
                       {.name = "second", .weight = 1},
                       {.name = "query", .weight = 0, .sum = true}};
}

TEST(PoolSeam, OpeningASessionIsNoOperationWhereAPoolIsBetween) {
  FakeTarget target;
  target.pooled = true;
  FakeRun run(target, closed(4, 200ms, 10ms));
  const TrackResult& track = run.run();
  EXPECT_EQ(track.users.peak, 4u);
  EXPECT_EQ(track.total[connecting].tally.started, 0u);
  EXPECT_GT(track.total[asking].tally.ok, 0u);
}

TEST(PoolSeam, ASumHasTheCountsTimesAndErrorsOfItsPartsInTotalsPhasesAndIntervals) {
  FakeTarget target;
  make_pooled(target);
  target.answer = [](auto, std::uint64_t number) { return FakeAnswer{.after = 1ms, .fails = number % 5 == 0}; };
  FakeRun run(target, closed(4, 1200ms, 2ms), 2);
  const TrackResult& track = run.run();
  const auto& total = track.total;
  ASSERT_GT(total[first].tally.ok, 0u);
  ASSERT_GT(total[second].tally.ok, 0u);
  EXPECT_EQ(total[waiting].tally.started, 0u);
  EXPECT_EQ(total[all].tally.started, total[first].tally.started + total[second].tally.started);
  EXPECT_EQ(total[all].tally.started, target.starts.load());
  EXPECT_EQ(total[all].tally.failed, total[first].tally.failed + total[second].tally.failed);
  EXPECT_EQ(total[all].errors.at("told no"), total[all].tally.failed);
  EXPECT_EQ(total[all].response.count(), total[first].response.count() + total[second].response.count());
  EXPECT_EQ(total[all].response.sum_ns(), total[first].response.sum_ns() + total[second].response.sum_ns());
  EXPECT_EQ(track.phases.front()[all].tally.ok, total[all].tally.ok);
  std::uint64_t in_intervals = 0;
  for (const Interval& interval : track.intervals) in_intervals += interval.operations[all].ok;
  EXPECT_EQ(in_intervals, total[all].tally.ok);
  EXPECT_EQ(run.result.health.started, target.starts.load()) << "the sum must not count twice";
}

TEST(PoolSeam, AGivenUpStartSaysWhatItWaitedFor) {
  FakeTarget target;
  target.correlates = true;
  target.abandoned_kind = "acquire timeout";
  target.answer = [](auto, auto) { return FakeAnswer{.after = 0ms, .never = true}; };
  FakeRun run(target, closed(2, 300ms, 10ms));
  run.plan.tracks[0].reply_timeout = 50ms;
  const TrackResult& track = run.run();
  ASSERT_GT(track.total[asking].tally.failed, 0u);
  EXPECT_EQ(track.total[asking].errors.at("acquire timeout"), track.total[asking].tally.failed);
}

TEST(PoolSeam, ACountIsOfStartsAfterTheWarmUp) {
  FakeTarget target;
  LoadProfile profile = closed(2, LoadProfile::no_end, 5ms);
  profile.warm_up = 100ms;
  profile.starts_max = 20;
  FakeRun run(target, profile, 2);
  Nanos planned{-1};
  run.at_progress = [&](const Progress& progress) { planned = progress.planned; };
  const TrackResult& track = run.run();
  EXPECT_EQ(track.total[asking].tally.started, 20u);
  EXPECT_EQ(track.total[asking].tally.ok, 20u);
  EXPECT_GT(track.warm_up_operations, 0u);
  EXPECT_EQ(target.starts, 20u + track.warm_up_operations);
  EXPECT_LT(run.result.measured, 10s) << "it ends with the last answer";
  EXPECT_EQ(planned, Nanos(0)) << "nobody knows beforehand how long a count takes";
}

TEST(PoolSeam, WhatConnectsCountsInTheWarmUpToo) {
  FakeTarget target;
  target.operations[events].warm_up_counts = true;
  target.emits_events = true;
  LoadProfile profile = closed(1, 100ms, 10ms);
  profile.warm_up = 100ms;
  FakeRun run(target, profile);
  const TrackResult& track = run.run();
  EXPECT_EQ(track.total[events].tally.ok, target.starts);
  EXPECT_LT(track.total[asking].tally.ok, target.starts);
}

}  // namespace
}  // namespace loadtest
