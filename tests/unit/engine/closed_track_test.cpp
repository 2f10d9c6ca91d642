#include <algorithm>
#include <map>

#include "unit/engine/run_fake.h"

namespace loadtest {
namespace {

TEST(ClosedTrack, CountsWhatTheTargetCounted) {
  for (const unsigned shards : {1u, 2u, 3u}) {
    FakeTarget target;
    FakeRun run(target, closed(5, 400ms, 2ms), shards);
    const TrackResult& track = run.run();
    EXPECT_EQ(track.total[asking].tally.started, target.starts);
    EXPECT_EQ(track.total[asking].tally.ok, target.starts);
    EXPECT_EQ(track.total[connecting].tally.ok, 5u);
    EXPECT_EQ(track.users.peak, 5u);
    EXPECT_EQ(target.opened, 5u);
    EXPECT_EQ(target.closed, 5u);
    EXPECT_EQ(target.destroyed, 5u);
    EXPECT_EQ(run.result.health.planned, target.starts);
    EXPECT_GT(target.starts, 50u);
  }
}

TEST(ClosedTrack, TheIntendedStartIsTheEndOfThePreviousOperationPlusTheThinkTime) {
  FakeTarget target;
  target.answer = [](auto, auto) { return FakeAnswer{10ms, false, false}; };
  FakeRun run(target, closed(1, 600ms, 20ms));
  run.run();
  const auto seen = target.seen();
  ASSERT_GT(seen.size(), 3u);
  for (std::size_t i = 1; i < seen.size(); ++i) {
    EXPECT_GE(seen[i].intended - seen[i - 1].sent, 30ms) << i;
    EXPECT_GE(seen[i].sent, seen[i].intended) << i;
  }
}

TEST(ClosedTrack, UsersWhoConnectedBeforeTheStartBeginSpreadOverOneThinkTime) {
  FakeTarget target;
  FakeRun run(target, closed(10, 150ms, 100ms), 2);
  run.run();
  std::map<std::uint64_t, TimePoint> first;
  for (const auto& start : target.seen()) first.try_emplace(start.user, start.intended);
  ASSERT_EQ(first.size(), 10u);
  for (std::uint64_t user = 1; user < 10; ++user) EXPECT_EQ(first[user] - first[0], user * 10ms) << user;
}

TEST(ClosedTrack, UsersConnectEvenlyOverTheRampUp) {
  FakeTarget target;
  LoadProfile profile = closed(10, 300ms, 1s);
  profile.ramp_up = 200ms;
  FakeRun run(target, profile, 3);
  const TrackResult& track = run.run();
  const auto due = target.openings();
  ASSERT_EQ(due.size(), 10u);
  for (const auto& [user, at] : due) EXPECT_EQ(at - due.at(0), user * 20ms) << user;
  EXPECT_EQ(track.users.peak, 10u);
}

TEST(ClosedTrack, WorkByCountIsExactForAnyNumberOfShardsAndTheSameMix) {
  std::map<unsigned, std::map<std::uint64_t, OperationId>> performed;
  for (const unsigned shards : {1u, 2u, 5u}) {
    FakeTarget target;
    target.operations = {{"connect", 0, ""}, {"read", 4, "read"}, {"write", 1, "write"}};
    LoadProfile profile = closed(7, 20s, Nanos(0));
    profile.starts_max = 1003;
    FakeRun run(target, profile, shards);
    const TrackResult& track = run.run();
    EXPECT_EQ(target.starts, 1003u);
    EXPECT_EQ(track.total[1].tally.ok + track.total[2].tally.ok, 1003u);
    EXPECT_LT(run.result.measured, 10s) << "the run ends when the count is reached";
    for (const auto& start : target.seen()) performed[shards][start.number] = start.operation;
  }
  EXPECT_EQ(performed[1], performed[2]);
  EXPECT_EQ(performed[1], performed[5]);
  const auto writes = std::count_if(performed[1].begin(), performed[1].end(), [](auto& p) { return p.second == 2; });
  EXPECT_NEAR(static_cast<double>(writes), 200, 50);
}

TEST(ClosedTrack, OperationsIntendedInTheWarmUpStayOutOfTheFigures) {
  FakeTarget target;
  LoadProfile profile = closed(4, 150ms, 5ms);
  profile.warm_up = 500ms;
  FakeRun run(target, profile);
  const TrackResult& track = run.run();
  EXPECT_GT(track.warm_up_operations, 20u);
  EXPECT_EQ(track.warm_up_operations + track.total[asking].tally.started, target.starts);
  EXPECT_EQ(track.total[connecting].tally.ok, 4u) << "connecting always counts";
  EXPECT_EQ(run.result.measured, 150ms);
}

TEST(ClosedTrack, AShortPhaseBetweenPausesLetsNothingStartInThem) {
  FakeTarget target;
  FakeRun run(target, closed(10, 400ms, 150ms));
  run.plan.phases = {{"on", 0ms, {true}},
                     {"off", 100ms, {false}},
                     {"on", 150ms, {true}},
                     {"off", 170ms, {false}},
                     {"on", 250ms, {true}}};
  const TrackResult& track = run.run();
  EXPECT_EQ(track.phases[1][asking].tally.started, 0u);
  EXPECT_EQ(track.phases[3][asking].tally.started, 0u);
  EXPECT_GT(track.phases[4][asking].tally.started, 0u);
}

TEST(ClosedTrack, APausedPhaseStartsNothingAndKeepsItsSessions) {
  FakeTarget target;
  FakeRun run(target, closed(4, 1200ms, 5ms), 2);
  run.plan.phases = {{"on", 0ms, {true}}, {"off", 500ms, {false}}, {"on again", 700ms, {true}}};
  const TrackResult& track = run.run();
  ASSERT_EQ(track.phases.size(), 3u);
  EXPECT_GT(track.phases[0][asking].tally.ok, 20u);
  EXPECT_EQ(track.phases[1][asking].tally.started, 0u);
  EXPECT_GT(track.phases[2][asking].tally.ok, 20u);
  EXPECT_EQ(target.opened, 4u);
  EXPECT_EQ(track.users.lost, 0u);
}

}  // namespace
}  // namespace loadtest
