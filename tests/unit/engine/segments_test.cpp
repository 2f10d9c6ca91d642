#include <set>

#include "unit/engine/run_fake.h"

namespace loadtest {
namespace {

using Started = std::set<std::pair<std::uint64_t, OperationId>>;  // number and operation

LoadProfile counted(std::uint64_t starts) {
  LoadProfile profile = closed(7, 20s, 0ms);
  profile.starts_max = starts;
  return profile;
}

TEST(EngineSegments, UsersAndStartsTogetherAreThoseOfTheUnsplitRun) {
  for (const unsigned count : {1u, 3u, 7u}) {
    std::set<std::uint64_t> users;
    Started started;
    std::uint64_t asked = 0, starts = 0;
    for (unsigned index = 0; index < count; ++index) {
      FakeTarget target;
      target.operations.push_back({.name = "tell", .weight = 2});
      FakeRun run(target, counted(100), count == 7 ? 1 : 1 + index % 2);  // no thread without a user
      run.plan.segment = {index, count};
      const TrackResult& track = run.run();
      asked += track.users.asked;
      for (const auto& [user, when] : target.openings()) EXPECT_TRUE(users.insert(user).second) << user;
      for (const auto& start : target.seen()) {
        EXPECT_TRUE(started.emplace(start.number, start.operation).second) << start.number;
        EXPECT_TRUE(run.plan.segment.owns(start.user));
        ++starts;
      }
    }
    EXPECT_EQ(asked, 7u);
    EXPECT_EQ(users.size(), 7u);
    EXPECT_EQ(*users.rbegin(), 6u);
    EXPECT_EQ(starts, 100u);
    EXPECT_EQ(started.rbegin()->first, 99u) << "numbered through over all segments";
    FakeTarget alone;
    alone.operations.push_back({.name = "tell", .weight = 2});
    FakeRun whole(alone, counted(100));
    whole.run();
    Started unsplit;
    for (const auto& start : alone.seen()) unsplit.emplace(start.number, start.operation);
    EXPECT_EQ(started, unsplit) << "start by start the same operation";
  }
}

TEST(EngineSegments, ARampGoesOverTheUsersOfAll) {
  FakeTarget target;
  LoadProfile profile = closed(6, 600ms, 1s);
  profile.ramp_up = 300ms;
  FakeRun run(target, profile);
  run.plan.segment = {1, 2};
  run.run();
  const auto openings = target.openings();
  ASSERT_EQ(openings.size(), 3u);  // users 1, 3 and 5, due at 50, 150 and 250 ms
  EXPECT_EQ(openings.at(3) - openings.at(1), 100ms);
  EXPECT_EQ(openings.at(5) - openings.at(3), 100ms);
}

TEST(StartAt, TheRunBeginsAtThatInstantWithItsUsersConnected) {
  FakeTarget target;
  FakeRun run(target, open(4, 100ms, 100));
  const Instant start = std::chrono::system_clock::now() + 600ms;
  run.plan.start_at = start;
  bool waited = false;
  run.at_progress = [&](const Progress& progress) { waited = waited || progress.starts_in > Nanos(100ms); };
  run.run();
  EXPECT_TRUE(waited) << "whoever watches is told";
  EXPECT_EQ(target.opened, 4u);
  // A machine that pauses just then makes it late, and the result says so.
  EXPECT_GE(run.result.started_at, start);
  EXPECT_EQ(run.result.start_at, start);
  const Nanos wall = std::chrono::system_clock::now().time_since_epoch() - Clock::now().time_since_epoch();
  for (const auto& seen : target.seen()) {
    const Nanos due = seen.intended.time_since_epoch() + wall - run.result.started_at.time_since_epoch();
    EXPECT_NEAR(to_millis(due), 5 + 10.0 * static_cast<double>(seen.number), 1) << seen.number;
  }
}

TEST(StartAt, AStopWhileItWaitsEndsItAtOnceWithoutAConnection) {
  FakeTarget target;
  FakeRun run(target, open(4, 100ms, 100));
  run.plan.start_at = std::chrono::system_clock::now() + 1h;
  run.at_progress = [&](const Progress&) { run.graceful.request_stop(); };
  run.run();
  EXPECT_EQ(run.result.stop_reason, StopReason::interrupted);
  EXPECT_EQ(target.opened, 0u);
  EXPECT_EQ(target.starts, 0u);
  EXPECT_EQ(run.result.measured, Nanos(0));
}

TEST(StartAt, LongAfterItNothingIsBegun) {
  FakeTarget target;
  FakeRun run(target, open(4, 100ms, 100));
  run.plan.start_at = std::chrono::system_clock::now() - 3s;
  const auto outcome = loadtest::run(run.plan, run, {run.graceful.get_token(), run.now.get_token()});
  ASSERT_FALSE(outcome.has_value());
  EXPECT_EQ(outcome.error().kind, ErrorKind::target);
  EXPECT_EQ(target.opened, 0u);
}

TEST(StartAt, ConnectingForTooLongBeyondItStartsNothing) {
  FakeTarget target;
  target.connect_delay = 2600ms;
  FakeRun run(target, open(1, 100ms, 100));
  run.plan.start_at = std::chrono::system_clock::now() + 100ms;
  const auto outcome = loadtest::run(run.plan, run, {run.graceful.get_token(), run.now.get_token()});
  ASSERT_FALSE(outcome.has_value());
  EXPECT_EQ(target.starts, 0u);
}

}  // namespace
}  // namespace loadtest
