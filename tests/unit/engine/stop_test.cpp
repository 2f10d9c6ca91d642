#include "unit/engine/run_fake.h"

namespace loadtest {
namespace {

TEST(Stop, OperationsInFlightGetTheGracefulStop) {
  FakeTarget target;
  target.answer = [](auto, auto) { return FakeAnswer{80ms, false, false}; };
  LoadProfile profile = closed(3, 100ms, 1ms);
  profile.graceful_stop = 5s;
  FakeRun run(target, profile);
  const TrackResult& track = run.run();
  EXPECT_EQ(track.total[asking].tally.ok, target.starts);
  EXPECT_EQ(track.total[asking].tally.cancelled, 0u);
}

TEST(Stop, WhatIsStillOpenAfterItIsRecordedAsCancelledWithItsAge) {
  FakeTarget target;
  target.answer = [](auto, auto) { return FakeAnswer{0ms, true, false}; };
  LoadProfile profile = closed(3, 100ms, 1ms);
  profile.graceful_stop = 50ms;
  FakeRun run(target, profile);
  run.plan.tracks[0].reply_timeout = 20s;
  const TrackResult& track = run.run();
  const Tally& tally = track.total[asking].tally;
  EXPECT_EQ(tally.cancelled, 3u);
  EXPECT_EQ(tally.started, tally.ok + tally.failed + tally.cancelled);
  EXPECT_GE(track.total[asking].failed.max(), 140ms);
  EXPECT_EQ(target.destroyed, 3u);
}

TEST(Stop, ARequestEndsTheStartsAndKeepsWhatWasMeasured) {
  for (const bool open_model : {false, true}) {
    FakeTarget target;
    FakeRun run(target, open_model ? open(4, 60s, 500) : closed(4, 60s, 2ms), 2);
    run.at_progress = [&](const Progress& progress) {
      if (progress.elapsed > 300ms) run.graceful.request_stop();
    };
    const TrackResult& track = run.run();
    EXPECT_GT(track.total[asking].tally.ok, 50u);
    EXPECT_EQ(track.total[asking].tally.ok, target.starts);
    EXPECT_LT(run.result.measured, 5s);
    EXPECT_EQ(run.result.stop_reason, StopReason::interrupted);
    EXPECT_EQ(target.closed, 4u);
  }
}

TEST(Stop, ASecondRequestGivesUpAtOnce) {
  FakeTarget target;
  target.answer = [](auto, auto) { return FakeAnswer{0ms, true, false}; };
  LoadProfile profile = closed(4, 60s, 2ms);
  profile.graceful_stop = 60s;
  FakeRun run(target, profile, 2);
  run.plan.tracks[0].reply_timeout = 60s;
  run.at_progress = [&](const Progress& progress) {
    if (progress.elapsed > 200ms) run.graceful.request_stop();
    if (progress.elapsed > 400ms) run.now.request_stop();
  };
  const TimePoint before = Clock::now();
  const TrackResult& track = run.run();
  EXPECT_LT(Clock::now() - before, 10s);
  EXPECT_EQ(track.total[asking].tally.cancelled, 4u);
}

TEST(Stop, TheRunEndsWhereAShardHasArrivalsAndNotOneUser) {
  FakeTarget target;
  target.refuses = [](std::uint64_t user) { return user == 1; };
  LoadProfile profile = open(2, 200ms, 50);
  profile.duration = 800ms;  // no starts are missed, should this machine pause after the last
  profile.graceful_stop = 100ms;
  FakeRun run(target, profile, 2);
  const Tally& tally = run.run().total[asking].tally;
  EXPECT_EQ(tally.ok, 5u);
  EXPECT_EQ(tally.dropped, 5u) << "what waited for the user who never came";
}

TEST(Stop, ARequestBeforeTheStartLetsNothingStart) {
  FakeTarget target;
  target.connect_delay = 400ms;
  FakeRun run(target, closed(4, 60s, 2ms), 2);
  run.at_progress = [&](const Progress&) { run.graceful.request_stop(); };
  const TrackResult& track = run.run();
  EXPECT_EQ(target.starts, 0u);
  EXPECT_EQ(target.destroyed, 4u);
  EXPECT_EQ(run.result.stop_reason, StopReason::interrupted);
  for (const Interval& interval : track.intervals) EXPECT_GE(interval.length, 0s);
}

TEST(Stop, AShardThatCannotBeginIsAnErrorOfTheRun) {
  FakeTarget target;
  target.attach_fails = true;
  FakeRun run(target, closed(4, 60s, 2ms), 2);
  const auto outcome = loadtest::run(run.plan, run, {run.graceful.get_token(), run.now.get_token()});
  ASSERT_FALSE(outcome.has_value());
  EXPECT_EQ(outcome.error().kind, ErrorKind::internal);
  EXPECT_NE(outcome.error().message.find("no descriptors"), std::string::npos);
}

TEST(Stop, IntervalsLieOnTheGridAndAddUpToTheTotals) {
  FakeTarget target;
  FakeRun run(target, open(10, 2500ms, 200), 2);
  const TrackResult& track = run.run();
  ASSERT_GE(track.intervals.size(), 3u);
  std::uint64_t ok = 0, recorded = 0;
  for (std::size_t i = 0; i < track.intervals.size(); ++i) {
    EXPECT_EQ(track.intervals[i].from, i * 1s);
    ok += track.intervals[i].operations[asking].ok;
    recorded += track.intervals[i].operations[asking].response.count();
  }
  EXPECT_EQ(ok + run.result.health.missed, 500u) << "missed where this machine paused";
  EXPECT_EQ(recorded, ok);
  EXPECT_EQ(track.intervals[0].users, 10u);
  EXPECT_EQ(track.users.sustained, 10u);
}

}  // namespace
}  // namespace loadtest
