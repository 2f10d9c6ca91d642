#include <algorithm>
#include <set>

#include "unit/engine/run_fake.h"

namespace loadtest {
namespace {

/// A machine that pauses at the end of the run lets starts be missed: here it would have to pause for most of a second.
LoadProfile with_time_after(LoadProfile profile) {
  profile.duration += 700ms;
  return profile;
}

TEST(OpenTrack, MakesExactlyRateTimesDurationStartsForAnyNumberOfShards) {
  for (const Arrival arrival : {Arrival::regular, Arrival::poisson}) {
    std::set<Nanos> instants;
    std::vector<std::size_t> due;
    for (const unsigned shards : {1u, 2u, 3u}) {
      FakeTarget target;
      FakeRun run(target, open(20, 300ms, 1000, arrival), shards);
      const TrackResult& track = run.run();
      const std::uint64_t missed = run.result.health.missed;  // should this machine have paused at the end
      if (arrival == Arrival::regular) {
        EXPECT_EQ(target.starts + missed, 300u);
      }
      EXPECT_EQ(track.total[asking].tally.ok, target.starts);
      EXPECT_EQ(run.result.health.planned, target.starts + missed);
      const auto seen = target.seen();
      const TimePoint first =
          std::min_element(seen.begin(), seen.end(), [](auto& a, auto& b) { return a.number < b.number; })->intended;
      for (const auto& start : seen) instants.insert(start.intended - first);
      due.push_back(seen.size() + missed);
    }
    for (const std::size_t each : due) {
      EXPECT_EQ(each, instants.size()) << "several shards together start at the very instants of one";
    }
  }
}

TEST(OpenTrack, WaitingForAFreeUserLengthensResponseAndNotService) {
  FakeTarget target;
  target.answer = [](auto, std::uint64_t number) { return FakeAnswer{number == 10 ? 90ms : 0ms, false, false}; };
  FakeRun run(target, with_time_after(open(1, 300ms, 200)));
  const TrackResult& track = run.run();
  const OperationStats& asked = track.total[asking];
  EXPECT_EQ(asked.tally.ok, 60u);
  EXPECT_EQ(asked.response.count(), 60u);
  // The starts intended within the 90 ms: 17 behind the slow one, at 85, 80 … 5 ms.
  EXPECT_GE(to_millis(asked.response.percentile(51.0 / 60)), 44);
  Nanos waited{0};
  for (const auto& start : target.seen()) waited += start.sent - start.intended;
  EXPECT_EQ(asked.response.sum_ns(), asked.service.sum_ns() + static_cast<std::uint64_t>(waited.count()));
  EXPECT_LT(to_millis(asked.service.percentile(0.95)), 15);
  EXPECT_GE(to_millis(asked.service.max()), 90);
}

TEST(OpenTrack, WhatDoesNotFitTheBacklogIsDroppedAndCounted) {
  FakeTarget target;
  target.answer = [](auto, auto) { return FakeAnswer{50ms, false, false}; };
  LoadProfile profile = with_time_after(open(1, 300ms, 1000));
  std::get<OpenModel>(profile.model).backlog_max = 10;
  FakeRun run(target, profile);
  const TrackResult& track = run.run();
  const Tally& tally = track.total[asking].tally;
  EXPECT_EQ(tally.started + tally.dropped, 300u);
  EXPECT_EQ(tally.started, target.starts);
  EXPECT_GT(tally.dropped, 250u);
  EXPECT_EQ(run.result.health.planned, 300u);
  EXPECT_EQ(run.result.health.missed, 0u);
}

TEST(OpenTrack, PreciseStartsAreNeverEarlyAndAreWaitedForAwake) {
  const auto least_late = [](bool precise, double rate) {
    FakeTarget target;
    target.answer = [](auto, auto) { return FakeAnswer{5ms, false, false}; };
    LoadProfile profile = with_time_after(open(400, 300ms, rate));
    profile.precise = precise;
    FakeRun run(target, profile);
    const TrackResult& track = run.run();
    EXPECT_EQ(track.total[asking].tally.ok + run.result.health.missed, static_cast<std::uint64_t>(rate * 0.3));
    for (const auto& start : target.seen()) EXPECT_GE(start.sent, start.intended);
    return run.result.health.lag.min();
  };
  // How late this machine wakes who sleeps is its own affair, but who is awake is there sooner, and by far.
  Nanos awake = 1s, asleep = 1s;
  for (int round = 0; round < 5 && awake * 2 >= asleep; ++round) {
    asleep = std::min(asleep, least_late(false, 1000));
    awake = std::min(awake, least_late(true, 1000));
  }
  EXPECT_LT(awake * 2, asleep);
  // Without time to sleep between two starts.
  Nanos ceaseless = 1s;
  for (int round = 0; round < 5 && ceaseless >= 1us; ++round) ceaseless = std::min(ceaseless, least_late(true, 40'000));
  EXPECT_LT(ceaseless, 1us);
}

TEST(OpenTrack, PipelinesAsManyAsTheSessionTakes) {
  FakeTarget target;
  target.capacity = 4;
  target.correlates = true;
  target.answer = [](auto, auto) { return FakeAnswer{10ms, false, false}; };
  FakeRun run(target, with_time_after(open(1, 200ms, 350)));
  const TrackResult& track = run.run();
  EXPECT_EQ(target.in_flight_max, 4u);
  EXPECT_EQ(track.total[asking].tally.ok + track.total[asking].tally.dropped, 70u);
}

TEST(OpenTrack, TheRunLastsItsDurationAlsoAfterTheLastStart) {
  FakeTarget target;
  LoadProfile profile = open(5, 400ms, 5);  // starts at 100 and 300 ms
  profile.model = constant_rate(5, 300ms, 400ms, Arrival::regular);
  profile.ramp_up = 300ms;
  FakeRun run(target, profile, 2);
  run.run();
  EXPECT_EQ(run.result.measured, 400ms);
  EXPECT_EQ(target.opened, 5u) << "also those who connect after the last start";
  EXPECT_EQ(run.result.stop_reason, StopReason::completed);
}

TEST(OpenTrack, WorkByCountEndsTheRun) {
  FakeTarget target;
  LoadProfile profile = open(5, 20s, 1000);
  profile.starts_max = 101;
  FakeRun run(target, profile, 2);
  run.run();
  EXPECT_EQ(target.starts, 101u);
  EXPECT_LT(run.result.measured, 5s);
}

TEST(OpenTrack, APausedPhaseMakesNoStartsAndDropsNone) {
  FakeTarget target;
  FakeRun run(target, with_time_after(open(4, 300ms, 1000)));
  run.plan.phases = {{"on", 0ms, {true}}, {"off", 100ms, {false}}, {"on again", 200ms, {true}}};
  const TrackResult& track = run.run();
  EXPECT_EQ(track.phases[0][asking].tally.ok, 100u);
  EXPECT_EQ(track.phases[1][asking].tally.started + track.phases[1][asking].tally.dropped, 0u);
  EXPECT_EQ(track.phases[2][asking].tally.ok, 100u);
}

}  // namespace
}  // namespace loadtest
