#include "unit/engine/run_fake.h"

namespace loadtest {
namespace {

/// A run with short time-outs.
struct ImpatientRun : FakeRun {
  ImpatientRun(FakeTarget& target, LoadProfile profile) : FakeRun(target, std::move(profile)) {
    plan.tracks[0].reply_timeout = 100ms;
    plan.tracks[0].connect_timeout = 300ms;
  }
};

TEST(VirtualUser, ALateAnswerIsCountedLateAndNeverTakenForAnothers) {
  FakeTarget target;
  target.answer = [](auto, std::uint64_t number) { return FakeAnswer{number == 3 ? 150ms : 1ms, false, false}; };
  ImpatientRun run(target, closed(1, 400ms, 5ms));
  const TrackResult& track = run.run();
  const Tally& tally = track.total[asking].tally;
  EXPECT_EQ(tally.late, 1u);
  EXPECT_EQ(tally.lost, 0u);
  EXPECT_EQ(tally.failed, 1u);
  EXPECT_EQ(track.total[asking].errors.at("reply timeout"), 1u);
  EXPECT_EQ(tally.ok + 1, target.starts);
  EXPECT_GE(track.total[asking].failed.max(), 100ms) << "recorded with its full age";
  EXPECT_EQ(track.users.replaced, 0u);
}

TEST(VirtualUser, AnAnswerThatNeverComesCostsTheSession) {
  FakeTarget target;
  target.answer = [](auto, std::uint64_t number) { return FakeAnswer{1ms, number == 3, false}; };
  ImpatientRun run(target, closed(1, 500ms, 5ms));
  const TrackResult& track = run.run();
  const Tally& tally = track.total[asking].tally;
  EXPECT_EQ(tally.late, 0u);
  EXPECT_EQ(tally.lost, 1u);
  EXPECT_EQ(tally.failed, 1u);
  EXPECT_EQ(track.users.replaced, 1u);
  EXPECT_EQ(target.opened, 2u);
  EXPECT_EQ(target.closed, 2u);
  EXPECT_GT(tally.ok, 10u) << "the user goes on with its new session";
  EXPECT_EQ(track.users.peak, 1u);
}

TEST(VirtualUser, WithIdsItGoesOnAtOnceAfterATimeOut) {
  FakeTarget target;
  target.correlates = true;
  target.answer = [](auto, std::uint64_t number) { return FakeAnswer{number == 0 ? 250ms : 1ms, false, false}; };
  ImpatientRun run(target, closed(1, 400ms, 5ms));
  const TrackResult& track = run.run();
  EXPECT_EQ(track.total[asking].tally.late, 1u);
  EXPECT_EQ(track.total[asking].tally.failed, 1u);
  EXPECT_GT(track.total[asking].tally.ok, 20u);
}

TEST(VirtualUser, APipeliningSessionWithoutIdsIsQuarantinedOnceItsOtherAnswersCame) {
  for (const bool never : {false, true}) {
    FakeTarget target;
    target.capacity = 4;
    target.answer = [&](auto, std::uint64_t number) {
      return number == 3 ? FakeAnswer{320ms, never, false} : FakeAnswer{number < 6 ? 240ms : 1ms, false, false};
    };
    ImpatientRun run(target, open(1, 1200ms, 50));
    run.plan.tracks[0].reply_timeout = 270ms;
    const TrackResult& track = run.run();
    const Tally& tally = track.total[asking].tally;
    EXPECT_EQ(tally.late, never ? 0u : 1u);
    EXPECT_EQ(tally.lost, never ? 1u : 0u);
    EXPECT_EQ(track.users.replaced, never ? 1u : 0u);
    EXPECT_EQ(tally.ok + tally.failed, 60u);
    EXPECT_EQ(tally.failed, 1u);
  }
}

TEST(VirtualUser, SideEventsAreMeasuredBeside) {
  FakeTarget target;
  target.emits_events = true;
  FakeRun run(target, closed(2, 100ms, 5ms));
  const TrackResult& track = run.run();
  EXPECT_EQ(track.total[events].tally.ok, target.starts);
  EXPECT_EQ(track.total[asking].tally.ok, target.starts);
}

TEST(VirtualUser, RefusedUsersAreMeasuredAndNotRetried) {
  FakeTarget target;
  target.refuses = [](std::uint64_t user) { return user % 2 == 0; };
  FakeRun run(target, closed(10, 100ms, 5ms), 2);
  const TrackResult& track = run.run();
  EXPECT_EQ(track.total[connecting].tally.ok, 5u);
  EXPECT_EQ(track.total[connecting].tally.failed, 5u);
  EXPECT_EQ(track.total[connecting].errors.at("refused"), 5u);
  EXPECT_EQ(track.users.peak, 5u);
}

TEST(VirtualUser, WhenNobodyIsLeftTheRunEnds) {
  FakeTarget refusing;
  refusing.refuses = [](auto) { return true; };
  FakeRun refused(refusing, closed(3, 20s, 5ms), 2);
  EXPECT_TRUE(refused.run().ran_out_of_users);
  EXPECT_LT(refused.result.measured, 5s);

  FakeTarget losing;
  losing.lost_after = 50ms;
  FakeRun lost(losing, open(3, 20s, 100), 2);
  const TrackResult& track = lost.run();
  EXPECT_TRUE(track.ran_out_of_users);
  EXPECT_EQ(track.users.lost, 3u);
  EXPECT_EQ(track.users.lost_kinds.at("gone"), 3u);
  EXPECT_EQ(lost.result.stop_reason, StopReason::no_users_left);
}

TEST(VirtualUser, AConnectionThatNeverOpensFailsWithItsTimeOut) {
  FakeTarget target;
  target.connect_delay = 10s;
  ImpatientRun run(target, closed(2, 100ms, 5ms));
  const TrackResult& track = run.run();
  EXPECT_EQ(track.total[connecting].errors.at("connect timeout"), 2u);
  EXPECT_GE(track.total[connecting].failed.max(), 300ms);
  EXPECT_EQ(target.destroyed, 2u);
}

}  // namespace
}  // namespace loadtest
