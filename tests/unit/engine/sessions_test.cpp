#include <algorithm>
#include <map>

#include "run_fake.h"

namespace loadtest {
namespace {

LoadProfile sessions(std::uint32_t users, Nanos duration, double rate, std::uint32_t messages, Nanos think_time) {
  LoadProfile profile;
  profile.model = SessionModel{rate, {{duration, rate}}, Arrival::regular, 1000, messages, think_time};
  profile.users = users;
  profile.duration = duration;
  profile.graceful_stop = 300ms;
  return profile;
}

TEST(Sessions, ComeAtTheRateTalkAndLeave) {
  FakeTarget target;
  LoadProfile profile = sessions(1000, 1s, 50, 4, 5ms);
  // Nobody comes in the second half.
  profile.model = SessionModel{100, {{500ms, 100}, {0ms, 0}, {500ms, 0}}, Arrival::regular, 1000, 4, ThinkTime(5ms)};
  FakeRun run(target, profile, 2);
  const TrackResult& track = run.run();
  const auto visits = target.visits();
  ASSERT_EQ(visits.size(), 50u);
  std::vector<TimePoint> due;
  for (const auto& visit : visits) due.push_back(visit.intended);
  std::sort(due.begin(), due.end());
  for (std::size_t i = 1; i < due.size(); ++i) EXPECT_NEAR(to_millis(due[i] - due[i - 1]), 10, 0.001);
  EXPECT_EQ(track.total[connecting].tally.ok, 50u);
  EXPECT_EQ(track.total[asking].tally.ok, 200u) << "four messages each";
  EXPECT_EQ(track.total[asking].tally.cancelled, 0u);
  EXPECT_EQ(target.closed, 50u);
  EXPECT_EQ(track.users.lost, 0u);
  EXPECT_LT(track.users.peak, 50u);
  EXPECT_TRUE(track.by_sessions);
  EXPECT_EQ(run.result.stop_reason, StopReason::completed);
}

TEST(Sessions, UsePlacesAgain) {
  FakeTarget target;
  FakeRun run(target, sessions(1000, 1s, 200, 1, 0ms));
  run.run();
  std::map<std::uint64_t, int> visits;
  for (const auto& visit : target.visits()) ++visits[visit.user];
  EXPECT_EQ(target.visits().size(), 200u);
  EXPECT_LT(visits.size(), 150u) << "whoever left makes room";
}

TEST(Sessions, ThatFindNoPlaceWaitAndThoseThatFindNoRoomAreDropped) {
  FakeTarget target;
  LoadProfile profile = sessions(4, 1s, 200, 5, 20ms);  // each stays for 80 ms or more: 50 a second at most
  std::get<SessionModel>(profile.model).backlog_max = 10;
  FakeRun run(target, profile, 2);
  const TrackResult& track = run.run();
  const Tally& connect = track.total[connecting].tally;
  EXPECT_EQ(connect.started + connect.dropped + run.result.health.missed, 200u);
  EXPECT_GT(connect.dropped, 100u);
  EXPECT_LE(connect.started, 54u);
  EXPECT_EQ(track.users.peak, 4u);
  EXPECT_GT(track.total[connecting].response.percentile(0.5), 50ms) << "waiting is part of it";
  EXPECT_LT(track.total[connecting].service.percentile(0.5), 50ms);
}

TEST(Sessions, OfATargetThatFailsEndAsWell) {
  FakeTarget target;
  target.refuses = [](auto user) { return user % 2 == 0; };
  target.answer = [](auto, std::uint64_t number) { return FakeAnswer{.fails = number % 3 == 0}; };
  FakeRun run(target, sessions(10, 500ms, 100, 3, 1ms));
  const TrackResult& track = run.run();
  EXPECT_EQ(track.total[connecting].tally.started, 50u);
  EXPECT_GT(track.total[connecting].tally.failed, 5u);
  EXPECT_EQ(track.total[asking].tally.started, track.total[connecting].tally.ok * 3) << "a failed message is one, too";
  EXPECT_EQ(run.result.stop_reason, StopReason::completed);
}

TEST(Sessions, EndByACountOfMessages) {
  FakeTarget target;
  LoadProfile profile = sessions(100, LoadProfile::no_end, 100, 3, 1ms);
  profile.starts_max = 31;
  FakeRun run(target, profile, 2);
  EXPECT_EQ(run.run().total[asking].tally.started, 31u);
  EXPECT_LT(run.result.measured, 5s);
}

TEST(Sessions, OfAllSegmentsAreTheWhole) {
  std::size_t came = 0;
  for (unsigned segment = 0; segment < 3; ++segment) {
    FakeTarget target;
    FakeRun run(target, sessions(30, 500ms, 100, 1, 0ms), 2);
    run.plan.segment = {segment, 3};
    run.run();
    for (const auto& visit : target.visits()) EXPECT_EQ(visit.user % 3, segment);
    came += target.visits().size();
  }
  EXPECT_EQ(came, 50u);
}

}  // namespace
}  // namespace loadtest
