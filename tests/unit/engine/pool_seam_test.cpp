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

TEST(PoolSeam, WhatIsMeasuredBesideCountsWhereItsStartDoes) {
  FakeTarget target;
  target.emits_events = true;
  target.answer = [](auto, auto) { return FakeAnswer{.after = 30ms}; };
  // Nobody is free for what comes in between, so starts of the warm-up are sent when it is over.
  LoadProfile profile = open(1, 200ms, 100);
  profile.warm_up = 100ms;
  profile.graceful_stop = 3s;
  FakeRun run(target, profile);
  const TrackResult& track = run.run();
  EXPECT_GT(track.warm_up_operations, 0u);
  EXPECT_EQ(track.total[events].tally.ok, track.total[asking].tally.ok);
}

TEST(PoolSeam, TheRunBeginsWhenAPoolIsReadyAlsoWithARampUp) {
  FakeTarget target;
  target.ready_after = 150ms;
  LoadProfile profile = closed(2, 300ms, 10ms);
  profile.ramp_up = 100ms;
  FakeRun run(target, profile, 2);
  const TimePoint began = Clock::now();
  run.run();
  ASSERT_FALSE(target.seen().empty());
  EXPECT_GE(target.seen().front().sent - began, 150ms);
}

TEST(PoolSeam, AUserOfAPoolHasNoDeadlineForConnecting) {
  FakeTarget target;
  target.pooled = true;
  target.connect_delay = 150ms;
  FakeRun run(target, closed(2, 300ms, 10ms));
  run.plan.tracks[0].connect_timeout = 50ms;
  EXPECT_EQ(run.run().users.peak, 2u) << "the pool gives up by itself";
}

// Users are dealt to two shards in turn; those of the second are refused.
TEST(PoolSeam, ACountThatNobodyIsLeftToFinishEndsTheRun) {
  FakeTarget target;
  target.refuses = [](std::uint64_t user) { return user % 2 == 1; };
  LoadProfile profile = closed(4, LoadProfile::no_end, 1ms);
  profile.starts_max = 40;
  FakeRun run(target, profile, 2);
  const TrackResult& track = run.run();
  EXPECT_EQ(track.total[asking].tally.ok, 20u);
  EXPECT_EQ(run.result.stop_reason, StopReason::no_users_left);
  EXPECT_TRUE(track.ran_out_of_users);
}

TEST(PoolSeam, AnAnswerThatCannotComeIsNotLost) {
  FakeTarget target;
  target.correlates = true;
  target.answers_may_come_late = false;
  target.answer = [](auto, auto) { return FakeAnswer{.after = 0ms, .never = true}; };
  FakeRun run(target, closed(2, 300ms, 10ms));
  run.plan.tracks[0].reply_timeout = 50ms;
  const TrackResult& track = run.run();
  ASSERT_GT(track.total[asking].tally.failed, 0u);
  EXPECT_EQ(track.total[asking].tally.lost, 0u);
}

}  // namespace
}  // namespace loadtest
