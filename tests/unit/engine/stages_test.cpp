#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "run_fake.h"

namespace loadtest {
namespace {

LoadProfile staged(std::uint32_t start, std::vector<Stage> stages, Nanos think_time = 20ms) {
  LoadProfile profile;
  profile.model = ClosedModel{think_time, start, std::move(stages)};
  profile.graceful_stop = 300ms;
  profile.follow_stages();
  return profile;
}

/// When each user was to come, in milliseconds from the first.
std::multimap<std::uint64_t, double> comings(const FakeTarget& target) {
  std::multimap<std::uint64_t, double> found;
  const auto visits = target.visits();
  TimePoint first = TimePoint::max();
  for (const auto& visit : visits) first = std::min(first, visit.intended);
  for (const auto& visit : visits) found.emplace(visit.user, to_millis(visit.intended - first));
  return found;
}

TEST(Stages, UsersComeAndGoAtTheInstantsOfTheCurve) {
  FakeTarget target;
  FakeRun run(target, staged(0, {{400ms, 40}, {600ms, 40}, {0ms, 100}, {1s, 100}, {0ms, 10}, {1s, 10}}), 2);
  const TrackResult& track = run.run();
  const auto came = comings(target);
  EXPECT_EQ(came.size(), 100u);
  for (const auto& [user, at] : came)
    EXPECT_NEAR(at, user < 40 ? 10.0 * static_cast<double>(user) : 1000.0, 0.001) << user;
  ASSERT_GE(track.intervals.size(), 3u);
  EXPECT_EQ(track.users.asked, 100u);
  EXPECT_EQ(track.users.peak, 100u);
  EXPECT_EQ(track.users.lost, 0u);
  EXPECT_EQ(track.total[connecting].tally.ok, 100u);
  EXPECT_EQ(track.total[asking].tally.failed + track.total[asking].tally.cancelled, 0u);
  EXPECT_EQ(track.total[asking].tally.started, target.starts);
  EXPECT_EQ(target.closed, 100u);
  EXPECT_EQ(target.destroyed, 100u);
  EXPECT_EQ(run.result.stop_reason, StopReason::completed);
  EXPECT_FALSE(track.steady);
}

TEST(Stages, TheIntervalsHaveTheUsersOfTheCurve) {
  FakeTarget target;
  // Half a second beside the ends of the intervals, so that a slow machine moves no user over one.
  FakeRun run(target, staged(50, {{500ms, 50}, {0ms, 200}, {1s, 200}, {0ms, 80}, {1s, 80}, {0ms, 0}, {500ms, 0}}), 3);
  const TrackResult& track = run.run();
  ASSERT_GE(track.intervals.size(), 3u);
  EXPECT_EQ(track.intervals[0].users, 200u);
  EXPECT_EQ(track.intervals[1].users, 80u);
  EXPECT_EQ(track.intervals[2].users, 0u);
  EXPECT_FALSE(track.ran_out_of_users) << "they left as planned";
  EXPECT_EQ(run.result.stop_reason, StopReason::completed);
}

TEST(Stages, WhoLeavesFinishesItsOperationFirst) {
  FakeTarget target;
  target.answer = [](auto, auto) { return FakeAnswer{.after = 300ms}; };
  FakeRun run(target, staged(10, {{100ms, 10}, {0ms, 0}, {700ms, 0}}, 0ms));
  const TrackResult& track = run.run();
  EXPECT_EQ(track.total[asking].tally.started, 10u);
  EXPECT_EQ(track.total[asking].tally.ok, 10u) << "none was cut off";
  EXPECT_EQ(target.closed, 10u);
  EXPECT_EQ(track.users.lost, 0u);
}

TEST(Stages, WhoComesAgainHasANewSession) {
  FakeTarget target;
  FakeRun run(target,
              staged(20, {{200ms, 20}, {0ms, 5}, {200ms, 5}, {0ms, 20}, {200ms, 20}, {0ms, 2}, {0ms, 20}, {300ms, 20}}),
              2);
  const TrackResult& track = run.run();
  const auto came = comings(target);
  for (std::uint64_t user = 0; user < 20; ++user)
    EXPECT_EQ(came.count(user), user < 2 ? 1u : user < 5 ? 2u : 3u) << user;
  EXPECT_EQ(track.total[connecting].tally.ok, came.size());
  EXPECT_EQ(track.users.peak, 20u);
  EXPECT_EQ(target.opened, target.closed);
  EXPECT_EQ(target.destroyed, came.size());
}

TEST(Stages, WhoIsRefusedOrLostIsReplacedWhenTheCurveBringsThemAgain) {
  FakeTarget target;
  target.lost_after = 50ms;
  FakeRun run(target, staged(4, {{200ms, 4}, {0ms, 0}, {200ms, 0}, {0ms, 4}, {20ms, 4}}), 2);
  const TrackResult& track = run.run();
  EXPECT_EQ(track.total[connecting].tally.ok, 8u);
  EXPECT_GE(track.users.lost, 4u);

  FakeTarget deserted;
  deserted.lost_after = 50ms;
  FakeRun none_left(deserted, staged(4, {{20s, 4}}), 2);
  EXPECT_TRUE(none_left.run().ran_out_of_users);
  EXPECT_LT(none_left.result.measured, 5s);
}

TEST(Stages, AreTheSameForAnyNumberOfShardsAndSegments) {
  std::multimap<std::uint64_t, double> whole;
  for (unsigned count = 1; count <= 3; ++count) {
    std::multimap<std::uint64_t, double> parts;
    for (unsigned segment = 0; segment < count; ++segment) {
      FakeTarget target;
      FakeRun run(target, staged(6, {{300ms, 31}, {100ms, 31}, {0ms, 47}, {200ms, 12}, {100ms, 50}}), count);
      run.plan.segment = {segment, count};
      TimePoint start = TimePoint::max();
      run.run();
      // Those who are there from the start connected before it.
      std::set<std::uint64_t> seen;
      std::vector<std::pair<std::uint64_t, TimePoint>> moves;
      for (const auto& visit : target.visits()) {
        if (seen.insert(visit.user).second && visit.user < 6) continue;
        moves.emplace_back(visit.user, visit.intended);
        // The n-th of the first ramp comes (n - 6) / 25 of it after the start.
        if (visit.user < 31)
          start = std::min(
              start, visit.intended - Nanos(static_cast<Nanos::rep>((static_cast<double>(visit.user) - 6) / 25 * 3e8)));
      }
      for (const auto& [user, at] : moves) parts.emplace(user, std::round(to_millis(at - start) * 1000));
    }
    if (count == 1) whole = parts;
    ASSERT_EQ(parts.size(), whole.size());
    for (auto a = parts.begin(), b = whole.begin(); a != parts.end(); ++a, ++b) {
      EXPECT_EQ(a->first, b->first);
      EXPECT_NEAR(a->second, b->second, 1) << "user " << a->first << " of " << count;
    }
  }
}

TEST(Stages, OfARateAreStartedToTheLast) {
  FakeTarget target;
  LoadProfile profile;
  profile.model =
      OpenModel{100, {{500ms, 300}, {0ms, 1000}, {200ms, 1000}, {0ms, 300}, {500ms, 0}}, Arrival::regular, 1000};
  profile.users = 50;
  profile.graceful_stop = 300ms;
  profile.follow_stages();
  FakeRun run(target, profile, 2);
  const TrackResult& track = run.run();
  EXPECT_EQ(track.total[asking].tally.started + run.result.health.missed, 100u + 200u + 75u);
  EXPECT_EQ(track.users.sustained, 50u);
}

TEST(ThinkTimes, ThatAreDrawnHaveTheirMean) {
  FakeTarget target;
  LoadProfile profile = closed(200, 1s, 0ms);
  profile.model = ClosedModel{ThinkTime::exponential(100ms)};
  FakeRun run(target, profile, 2);
  const TrackResult& track = run.run();
  // 200 users, ten cycles a second, the first start being spread over one: 1,900 at most.
  EXPECT_NEAR(static_cast<double>(track.total[asking].tally.started), 1900, 250);
  EXPECT_EQ(track.think_time, 100ms);
  // Each is due its user's draw after the last answer, so the gaps differ; and none is started before it is due.
  std::map<std::uint64_t, TimePoint> last;
  std::set<std::int64_t> gaps;
  for (const auto& start : target.seen()) {
    EXPECT_GE(start.sent, start.intended);
    if (last.contains(start.user)) gaps.insert((start.intended - last[start.user]) / 1us);
    last[start.user] = start.sent;
  }
  EXPECT_GT(gaps.size(), 500u);
}

}  // namespace
}  // namespace loadtest
