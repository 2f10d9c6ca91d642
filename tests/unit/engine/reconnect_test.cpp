#include <map>

#include "run_fake.h"

namespace loadtest {
namespace {

constexpr std::size_t recovering = 3;

struct LosingTarget : FakeTarget {
  LosingTarget() {
    operations.push_back({.name = "recover", .weight = 0, .warm_up_counts = true});
    recovers = true;
    lost_after = 200ms;
  }
};

LoadProfile reconnecting(std::uint32_t users, Nanos duration, const char* how) {
  LoadProfile profile = closed(users, duration, 5ms);
  profile.reconnect = *ReconnectPolicy::parse(how);
  return profile;
}

TEST(Reconnect, AStormComesBackAtOnce) {
  LosingTarget target;
  FakeRun run(target, reconnecting(20, 900ms, "storm"), 2);
  const TrackResult& track = run.run();
  EXPECT_EQ(track.users.lost, 80u) << "each user after 200, 400, 600 and 800 ms";
  const Tally& recover = track.total[recovering].tally;
  EXPECT_EQ(recover.started, 80u);
  EXPECT_EQ(recover.ok, 80u);
  EXPECT_LT(track.total[recovering].response.percentile(0.5), 20ms);
  EXPECT_EQ(track.total[connecting].tally.ok, 100u);
  EXPECT_FALSE(track.ran_out_of_users);
  EXPECT_EQ(track.users.peak, 20u);
  EXPECT_EQ(target.closed, target.opened);
  EXPECT_EQ(target.destroyed, target.opened);
  EXPECT_EQ(run.result.stop_reason, StopReason::completed);
}

TEST(Reconnect, ABackoffWaitsByChanceAndTheOutageIsTheFigureOfRecovering) {
  LosingTarget target;
  target.lost_after = 600ms;  // once: the second time would be after the end
  FakeRun run(target, reconnecting(50, 1100ms, "backoff(200ms,1s)"));
  const TrackResult& track = run.run();
  EXPECT_EQ(track.total[recovering].tally.ok, 50u);
  EXPECT_GE(track.total[recovering].response.min(), 99ms);
  EXPECT_LT(track.total[recovering].response.percentile(0.2), 150ms);
  EXPECT_GT(track.total[recovering].response.percentile(0.8), 150ms);
  EXPECT_LT(track.total[asking].response.percentile(0.99), 60ms) << "no message has the outage in it";
}

TEST(Reconnect, AnAttemptThatFailsIsFollowedByALaterOne) {
  LosingTarget target;
  std::atomic<int> asked{0};
  target.refuses = [&](auto) { return ++asked > 4 && asked <= 12; };  // the first two attempts of each
  FakeRun run(target, reconnecting(4, 900ms, "backoff(40ms,80ms)"));
  const TrackResult& track = run.run();
  EXPECT_GE(track.total[connecting].tally.failed, 8u);
  EXPECT_GE(track.total[recovering].tally.ok, 4u);
  EXPECT_GE(track.total[recovering].response.max(), 80ms);
  EXPECT_FALSE(track.ran_out_of_users);
}

TEST(Reconnect, AnAttemptThatNeverOpensTimesOut) {
  LosingTarget target;
  FakeRun run(target, reconnecting(2, 900ms, "storm"));
  run.plan.tracks[0].connect_timeout = 150ms;
  // Once both have connected, nobody does any more.
  int opened = 0;
  target.refuses = [&](auto) {
    if (++opened == 2) target.connect_delay = 10s;
    return false;
  };
  const TrackResult& track = run.run();
  EXPECT_GE(track.total[connecting].errors.at("connect timeout"), 2u);
  EXPECT_EQ(track.total[recovering].tally.cancelled, 2u) << "still open at the end";
}

TEST(Reconnect, WithoutItWhoIsLostIsGone) {
  LosingTarget target;
  FakeRun run(target, closed(3, 20s, 5ms));
  const TrackResult& track = run.run();
  EXPECT_TRUE(track.ran_out_of_users);
  EXPECT_EQ(track.total[recovering].tally.started, 0u);
}

TEST(Reconnect, MessagesInFlightAtALossAreCounted) {
  LosingTarget target;
  target.answer = [](std::uint64_t user, auto) { return FakeAnswer{.never = user < 7}; };
  target.lost_after = 500ms;
  LoadProfile profile = reconnecting(10, 700ms, "storm");
  profile.graceful_stop = 50ms;  // over before they are lost again
  FakeRun run(target, profile);
  const TrackResult& track = run.run();
  EXPECT_EQ(track.users.lost, 10u);
  EXPECT_GE(track.users.lost_operations, 7u) << "those that are never answered, and whoever was about to be";
  EXPECT_EQ(track.users.lost_operations, track.total[asking].errors.at("gone"));
}

TEST(Reconnect, KeepsAConversationAndAnOpenModelsUsers) {
  LosingTarget target;
  LoadProfile profile = reconnecting(10, 500ms, "storm");
  profile.model = SessionModel{20, {{500ms, 20}}, Arrival::regular, 100, 1000, ThinkTime(5ms)};
  FakeRun run(target, profile);
  EXPECT_GT(run.run().total[recovering].tally.ok, 3u);

  LosingTarget another;
  LoadProfile rated = open(10, 700ms, 500);
  rated.reconnect = *ReconnectPolicy::parse("storm");
  FakeRun open_run(another, rated, 1);
  const TrackResult& track = open_run.run();
  EXPECT_EQ(track.total[asking].tally.started + open_run.result.health.missed, 350u);
  EXPECT_GE(track.total[recovering].tally.ok, 30u);
}

}  // namespace
}  // namespace loadtest
