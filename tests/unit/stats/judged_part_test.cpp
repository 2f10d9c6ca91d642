#include "stats/judged_part.h"

#include <gmock/gmock.h>

namespace loadtest {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// Two phases, 0-10 s and 10-30 s; a connect, 3 + 5 chats in them, and one interval a second, the last of the drain.
RunResult a_run() {
  RunResult run;
  run.measured = 30s;
  run.phases = {{.name = "first", .from = 0s, .to = 10s}, {.name = "second", .from = 10s, .to = 30s}};
  TrackResult& track = run.tracks.emplace_back();
  track.operations = {{.name = "connect", .weight = 0, .warm_up_counts = true}, {.name = "chat"}};
  track.users.peak = 7;
  track.phases.resize(2, TrackTotals(2));
  track.settled = track.phases;
  track.phases[0][0].tally.ok = 7;
  track.phases[0][1].tally.ok = 3;
  track.phases[0][1].response.record(900ms, 3);
  track.phases[1][1].tally.ok = 5;
  track.phases[1][1].response.record(40ms, 5);
  for (const TrackTotals& phase : track.phases) merge(track.total, phase);
  for (int second = 0; second <= 30; ++second)
    track.intervals.push_back({.from = 1s * second, .length = 1s, .users = 7, .operations = {}});
  return run;
}

TEST(JudgedPart, IsTheWholeRunWhereNoPhaseIsJudged) {
  const RunResult part = judged_part(a_run());
  EXPECT_EQ(judged_phase(a_run()), std::nullopt);
  EXPECT_EQ(part.measured, 30s);
  EXPECT_EQ(part.tracks[0].total[1].tally.ok, 8u);
  EXPECT_EQ(part.tracks[0].intervals.size(), 31u);
}

TEST(JudgedPart, HasTotalsIntervalsAndLengthOfTheJudgedPhase) {
  RunResult run = a_run();
  run.phases[1].judged = true;
  const RunResult part = judged_part(run);
  const TrackResult& track = part.tracks[0];
  EXPECT_EQ(judged_phase(run), 1u);
  EXPECT_EQ(part.measured, 20s);
  EXPECT_EQ(track.total[1].tally.ok, 5u);
  EXPECT_EQ(track.total[1].response.max(), 40ms) << "nothing of the first phase's 900 ms";
  EXPECT_EQ(track.total[0].tally.ok, 7u) << "connecting counts whenever it happens";
  EXPECT_EQ(track.users.peak, 7u);
  ASSERT_EQ(track.intervals.size(), 20u);
  EXPECT_EQ(track.intervals.front().from, 10s);
  EXPECT_EQ(track.intervals.back().from, 29s) << "the drain is no part of it";
  EXPECT_EQ(run.tracks[0].total[1].tally.ok, 8u) << "the run itself is as it was";
}

TEST(JudgedPart, HasTheUsersOfTheJudgedPhase) {
  RunResult run = a_run();
  run.phases[1].judged = true;
  run.tracks[0].users.peak = 7;
  run.tracks[0].users.sustained = 2;
  for (Interval& interval : run.tracks[0].intervals) interval.users = interval.from < 10s ? 7 : 4;
  run.tracks[0].intervals.back().users = 0;  // the drain
  const RunResult part = judged_part(run);
  EXPECT_EQ(part.tracks[0].users.peak, 4u) << "it had 7 while it ran alone";
  EXPECT_EQ(part.tracks[0].users.sustained, 4u);
}

TEST(JudgedPart, KnowsItsUsersByTheSecondsThatEndInItOrNotAtAll) {
  struct Row {
    const char* what;
    Nanos from, to;
    bool known;
  };
  for (const Row& row : {Row{"a whole second", 29s, 30s, true}, Row{"the end of one", 29'400ms, 30s, true},
                         Row{"none", 29'100ms, 29'900ms, false}, Row{"the run never came to it", 8s, 8s, false}}) {
    RunResult run = a_run();
    run.phases[1] = {.name = "second", .from = row.from, .to = row.to, .judged = true};
    const UsersStats users = judged_part(run).tracks[0].users;
    EXPECT_EQ(users.known, row.known) << row.what;
    EXPECT_EQ(users.peak, row.known ? 7u : 0u) << row.what;
  }
}

TEST(JudgedPart, ATrackIsMeasuredWhileItIsActive) {
  RunResult run = a_run();
  EXPECT_EQ(measured_of(run, 0), run.measured);
  run.phases[0].active = {false};
  EXPECT_EQ(measured_of(run, 0), 20s);
}

TEST(JudgedPart, LeavesOutIntervalsThatLieInTwoPhases) {
  RunResult run = a_run();
  run.phases[0].to = run.phases[1].from = 10'500ms;
  run.phases[1].judged = true;
  EXPECT_EQ(judged_part(run).tracks[0].intervals.front().from, 11s);
}

TEST(JudgedPart, IsEmptyWhereTheRunNeverCameToIt) {
  RunResult run = a_run();
  run.measured = 8s;
  run.phases = {{.name = "first", .from = 0s, .to = 8s},
                {.name = "second", .from = 8s, .to = 8s, .settle = 2s, .judged = true}};
  run.tracks[0].phases[1] = TrackTotals(2);
  const RunResult part = judged_part(run);
  EXPECT_EQ(part.measured, 0s);
  EXPECT_EQ(part.tracks[0].total[1].tally.ok, 0u);
  EXPECT_EQ(part.tracks[0].total[1].response.count(), 0u);
  EXPECT_THAT(part.tracks[0].intervals, IsEmpty());
}

TEST(MeasuredIn, LeavesTheWarmUpOut) {
  RunResult run = a_run();
  std::vector<Nanos> lengths;
  for (const Nanos warm_up : {0s, 4s, 12s}) {
    run.measured = 30s - warm_up;
    for (const PhaseSpan& phase : run.phases) lengths.push_back(measured_in(run, phase));
  }
  EXPECT_THAT(lengths, ElementsAre(10s, 20s, 6s, 20s, 0s, 18s));
}

}  // namespace
}  // namespace loadtest
