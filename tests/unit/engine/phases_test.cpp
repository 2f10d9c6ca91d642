#include <gmock/gmock.h>

#include <set>

#include "run_fake.h"

namespace loadtest {
namespace {

using testing::Each;
using testing::ElementsAre;
using testing::Lt;

/// A second track in the same run.
void add_track(FakeRun& run, FakeTarget& target, LoadProfile profile, ShardSpan shards = {}) {
  Track& track = run.plan.tracks.emplace_back();
  track.name = "other";
  track.workload = std::make_unique<FakeWorkload>(target);
  track.profile = std::move(profile);
  track.connect_timeout = track.reply_timeout = 5s;
  track.shards = shards;
}

TEST(Phases, SettlingTimeCountsInAPhaseAndIsLeftOutWherePhasesAreCompared) {
  FakeTarget target;
  LoadProfile profile = open(4, 400ms, 1000);
  profile.duration = 1s;  // no starts are missed, should this machine pause after the last
  FakeRun run(target, profile);
  run.plan.phases = {{"first", 0ms, {}, 50ms}, {"second", 200ms, {}, 0ms, true}};
  const TrackResult& track = run.run();
  EXPECT_EQ(track.phases[0][asking].tally.ok, 200u);
  EXPECT_EQ(track.settled[0][asking].tally.ok, 150u);
  EXPECT_EQ(track.settled[1][asking].tally.ok, 200u);
  EXPECT_EQ(track.total[asking].tally.ok, 400u);
  EXPECT_EQ(run.result.phases[0].lag.count(), 150u);
  EXPECT_EQ(run.result.phases[1].lag.count(), 200u);
  EXPECT_EQ(run.result.health.lag.count(), 400u);
  EXPECT_EQ(run.result.phases[0].settle, 50ms);
  EXPECT_TRUE(run.result.phases[1].judged);
}

TEST(Phases, EachTrackHasItsTurn) {
  FakeTarget one, other;
  FakeRun run(one, closed(4, 400ms, 5ms), 2);
  add_track(run, other, open(4, 400ms, 1000));
  run.plan.phases = {{"one", 0ms, {true, false}}, {"other", 100ms, {false, true}}, {"both", 200ms, {}}};
  run.run();
  for (std::size_t phase = 0; phase < 3; ++phase) {
    EXPECT_EQ(run.result.tracks[0].phases[phase][asking].tally.started > 0, phase != 1) << phase;
    EXPECT_EQ(run.result.tracks[1].phases[phase][asking].tally.started > 0, phase != 0) << phase;
  }
  EXPECT_EQ(run.result.tracks[1].phases[1][asking].tally.ok, 100u);
  EXPECT_EQ(run.result.tracks[1].stragglers, 0u);
}

TEST(Phases, ABacklogThatIsServedWhileOthersAreComparedIsTold) {
  FakeTarget slow, other;
  slow.answer = [](auto, auto) { return FakeAnswer{40ms}; };
  FakeRun run(slow, open(1, 300ms, 100));  // 10 due in its phase, 25 a second can be served
  add_track(run, other, closed(1, 300ms, 5ms));
  run.plan.phases = {{"slow", 0ms, {true, false}}, {"other", 100ms, {false, true}, 20ms}};
  const TrackResult& track = run.run();
  EXPECT_EQ(track.phases[1][asking].tally.started, 0u) << "they belong to the phase in which they were due";
  EXPECT_GT(track.stragglers, 0u);
  EXPECT_EQ(run.result.tracks[1].stragglers, 0u);
}

TEST(Phases, AnOperationThatOutlastsItsPhaseAndTheSettlingTimeOfTheNextIsTold) {
  struct Row {
    Nanos answers_after;
    bool told;
  };
  for (const Row& row : {Row{5ms, false}, {540ms, true}, {700ms, true}}) {
    FakeTarget slow, other;
    slow.answer = [&](auto, auto) { return FakeAnswer{row.answers_after}; };
    FakeRun run(slow, closed(4, 700ms, 300ms), 2);  // one start each, two of them within the first phase
    add_track(run, other, closed(1, 700ms, 5ms));
    run.plan.phases = {{"slow", 0ms, {true, false}}, {"other", 100ms, {false, true}, 400ms}, {"both", 620ms, {}}};
    run.run();
    EXPECT_EQ(run.result.tracks[0].stragglers > 0, row.told) << to_millis(row.answers_after) << " ms";
    EXPECT_EQ(run.result.tracks[1].stragglers, 0u);
  }
}

TEST(Phases, ClosedUsersResumeSpreadOverOneThinkTime) {
  FakeTarget target, other;
  FakeRun run(target, closed(8, 1s, 80ms), 2);
  add_track(run, other, closed(1, 1s, 5ms));
  run.plan.phases = {{"on", 0ms, {true, false}}, {"off", 200ms, {false, true}}, {"both", 800ms, {}}};
  run.run();
  std::vector<Nanos> resumed;  // of each user its first start after the pause
  std::set<std::uint64_t> users;
  std::vector<FakeTarget::Seen> starts = target.seen();
  std::sort(starts.begin(), starts.end(), [](const auto& a, const auto& b) { return a.intended < b.intended; });
  for (const auto& start : starts) {
    const Nanos since = start.intended - starts.front().intended - 800ms;
    if (since > -100ms && users.insert(start.user).second) resumed.push_back(since);
  }
  ASSERT_EQ(resumed.size(), 8u);
  for (std::size_t i = 0; i < resumed.size(); ++i) EXPECT_EQ(resumed[i], i * 10ms);
}

TEST(Phases, OneThatAShortRunNeverCameToIsEmpty) {
  FakeTarget target;
  FakeRun run(target, closed(2, 20s, 5ms));
  run.plan.phases = {{"on", 0ms, {}}, {"never", 10s, {}}};
  run.at_progress = [&](const Progress& progress) {
    if (progress.elapsed > 100ms) run.graceful.request_stop();
  };
  run.run();
  EXPECT_EQ(run.result.phases[0].to, run.result.phases[1].from);
  EXPECT_EQ(run.result.phases[1].from, run.result.phases[1].to);
}

TEST(Phases, ProgressNamesTheCurrentOne) {
  FakeTarget target;
  FakeRun run(target, closed(2, 1200ms, 5ms));
  run.plan.phases = {{"first", 0ms, {}}, {"second", 400ms, {}}};
  std::vector<std::string> seen;
  run.at_progress = [&](const Progress& progress) {
    if (seen.empty() || seen.back() != *progress.phase) seen.push_back(*progress.phase);
  };
  run.run();
  EXPECT_THAT(seen, ElementsAre("first", "second"));
}

TEST(Shards, ATrackLivesOnItsOwnOnly) {
  FakeTarget everywhere, small;
  FakeRun run(everywhere, closed(9, 1100ms, 5ms), 3);
  add_track(run, small, open(8, 1100ms, 500), {1, 1});
  run.run();
  const TrackResult& whole = run.result.tracks[0];
  const TrackResult& part = run.result.tracks[1];
  EXPECT_THAT(whole.shards, ElementsAre(0, 1, 2));
  EXPECT_THAT(part.shards, ElementsAre(1));
  EXPECT_EQ(whole.users.peak, 9u);
  EXPECT_EQ(part.users.peak, 8u);
  EXPECT_EQ(part.total[asking].tally.ok + run.result.health.missed, 550u) << "missed where this machine paused";
  EXPECT_EQ(part.total[asking].tally.started, small.starts);
  EXPECT_EQ(whole.total[asking].tally.started, everywhere.starts);
  for (const TrackResult& track : run.result.tracks) {
    std::uint64_t in_intervals = 0;
    for (const Interval& interval : track.intervals) in_intervals += interval.operations[asking].ok;
    EXPECT_EQ(in_intervals, track.total[asking].tally.ok) << track.name;
    EXPECT_GE(track.intervals.front().users, 8u);
  }
  std::vector<std::uint64_t> users;
  for (const auto& start : small.seen()) users.push_back(start.user);
  EXPECT_THAT(users, Each(Lt(8u)));
}

TEST(Shards, ATrackWhoseUsersAreAllGoneDoesNotEndTheOthers) {
  FakeTarget gone, stays;
  gone.lost_after = 50ms;
  FakeRun run(gone, closed(2, 400ms, 5ms), 2);
  add_track(run, stays, closed(2, 400ms, 5ms));
  run.run();
  EXPECT_TRUE(run.result.tracks[0].ran_out_of_users);
  EXPECT_FALSE(run.result.tracks[1].ran_out_of_users);
  EXPECT_EQ(run.result.stop_reason, StopReason::completed);
  EXPECT_EQ(run.result.measured, 400ms);
}

}  // namespace
}  // namespace loadtest
