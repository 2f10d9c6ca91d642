#include <algorithm>
#include <map>
#include <set>

#include "run_fake.h"

namespace loadtest {
namespace {

/// A run whose users are changed by hand. Each step waits until a whole second ended with the users that come of it;
/// after the last the run is stopped.
struct SteeredRun : FakeRun {
  struct Step {
    std::uint32_t hold, users;
  };

  SteeredRun(FakeTarget& its_target, LoadProfile profile, unsigned shards, std::vector<Step> its_steps)
      : FakeRun(its_target, std::move(profile), shards), steps(std::move(its_steps)) {
    at_progress = [this](const Progress& progress) { follow(progress); };
  }

  void follow(const Progress& progress) {
    last = progress.tracks.front();
    asked_too_many |= last.users_most > 0 && last.users_asked > last.users_held;
    if (progress.elapsed < Nanos(0)) return;
    if (begun && next < steps.size()) {
      const auto there = [this](const Interval& second) { return second.users == steps[next].users; };
      if (std::none_of(last.fresh.begin(), last.fresh.end(), there)) return;
      done_at.push_back(Clock::now());
      ++next;
    }
    begun = true;
    if (next < steps.size()) return held.hold(0, steps[next].hold);
    if (!steps.empty()) graceful.request_stop();
  }

  TrackResult& run() {
    auto outcome = loadtest::run(plan, *this, {graceful.get_token(), now.get_token()}, &held);
    EXPECT_TRUE(outcome.has_value());
    EXPECT_EQ(next, steps.size()) << "the users that were to come of it were never there";
    result = std::move(*outcome);
    return result.tracks.front();
  }

  std::vector<Step> steps;
  std::size_t next = 0;
  bool begun = false, asked_too_many = false;
  std::vector<TimePoint> done_at;
  Progress::TrackNow last;
  HeldUsers held;
};

std::map<std::uint64_t, int> visits_by_user(const FakeTarget& target) {
  std::map<std::uint64_t, int> visits;
  for (const auto& visit : target.visits()) ++visits[visit.user];
  return visits;
}

TEST(HeldUsers, TheFirstStayAndTheOthersComeBackWhenTheyMay) {
  for (const unsigned shards : {1u, 3u}) {
    FakeTarget target;
    SteeredRun run(target, closed(20, 20s, 20ms), shards, {{7, 7}, {20, 20}});
    const TrackResult& track = run.run();
    const auto visits = visits_by_user(target);
    for (std::uint64_t user = 0; user < 20; ++user) EXPECT_EQ(visits.at(user), user < 7 ? 1 : 2) << user;
    EXPECT_EQ(track.users.sustained, 7u) << "a criterion of users follows";
    EXPECT_EQ(track.users.peak, 20u);
    EXPECT_EQ(track.total[connecting].tally.ok, 33u);
    EXPECT_EQ(track.total[asking].tally.failed, 0u);
    EXPECT_EQ(track.total[asking].tally.started, target.starts);
    EXPECT_EQ(target.opened, target.closed);
    EXPECT_EQ(track.users.lost, 0u);
    EXPECT_FALSE(track.ran_out_of_users);
    ASSERT_EQ(run.held.changes().size(), 2u);
    EXPECT_EQ(run.held.changes()[0].from, 20u);
    EXPECT_EQ(run.held.changes()[0].to, 7u);
    EXPECT_EQ(run.held.changes()[1].to, 20u);
    EXPECT_LT(run.held.changes()[0].at, run.held.changes()[1].at);
  }
}

TEST(HeldUsers, WhoLeavesFinishesItsOperationFirst) {
  FakeTarget target;
  target.answer = [](auto, auto) { return FakeAnswer{.after = 400ms}; };
  LoadProfile profile = closed(10, 20s, 0ms);
  profile.graceful_stop = 5s;
  SteeredRun run(target, profile, 2, {{2, 2}});
  const TrackResult& track = run.run();
  EXPECT_EQ(track.total[asking].tally.ok, track.total[asking].tally.started) << "none was cut off";
}

TEST(HeldUsers, WhoIsCalledBackWhileLeavingComesAgain) {
  FakeTarget target;
  target.answer = [](auto, auto) { return FakeAnswer{.after = 900ms}; };
  SteeredRun run(target, closed(6, 1800ms, 0ms), 2, {});
  run.plan.tracks.front().profile.graceful_stop = 5s;
  run.at_progress = [&run](const Progress& progress) {
    if (progress.elapsed > 100ms) run.held.hold(0, run.held.changes().empty() ? 2 : 6);
  };
  run.run();
  const auto visits = visits_by_user(target);
  for (std::uint64_t user = 0; user < 6; ++user) EXPECT_EQ(visits.at(user), user < 2 ? 1 : 2) << user;
}

TEST(HeldUsers, DuringTheRampUpTheOthersWaitUntilTheyMay) {
  FakeTarget target;
  LoadProfile profile = closed(30, 20s, 20ms);
  profile.ramp_up = 1500ms;
  SteeredRun run(target, profile, 2, {{5, 5}, {30, 30}});
  run.run();
  EXPECT_EQ(visits_by_user(target).size(), 30u);
  EXPECT_FALSE(run.asked_too_many);
}

TEST(HeldUsers, StagesGoOnBelowTheHand) {
  FakeTarget target;
  LoadProfile profile;
  profile.model = ClosedModel{20ms, 10, {{500ms, 10}, {0ms, 40}, {2s, 40}, {0ms, 4}, {1s, 4}, {0ms, 25}, {1s, 25}}};
  profile.graceful_stop = 300ms;
  profile.follow_stages();
  SteeredRun run(target, profile, 3, {});
  run.at_progress = [&run](const Progress&) { run.held.hold(0, 12); };
  const TrackResult& track = run.run();
  ASSERT_GE(track.intervals.size(), 4u);
  EXPECT_EQ(track.intervals[1].users, 12u);
  EXPECT_EQ(track.intervals[2].users, 4u);
  EXPECT_EQ(track.intervals[3].users, 12u);
  EXPECT_EQ(target.opened, target.closed);
}

TEST(HeldUsers, AreNeverMoreThanWereAskedForNorFewerThanOneAShard) {
  FakeTarget target;
  SteeredRun run(target, closed(9, 20s, 20ms), 3, {{5000, 9}, {0, 3}});
  const TrackResult& track = run.run();
  EXPECT_EQ(track.users.peak, 9u);
  EXPECT_EQ(run.held.changes().size(), 1u) << "nothing changed at first";
  EXPECT_EQ(run.last.users_least, 3u);
  EXPECT_EQ(run.last.users_most, 9u);
}

TEST(HeldUsers, ACountOfStartsIsMadeByThoseWhoStay) {
  FakeTarget target;
  LoadProfile profile = closed(8, LoadProfile::no_end, 5ms);
  profile.starts_max = 1000;
  SteeredRun run(target, profile, 2, {});
  run.at_progress = [&run](const Progress&) { run.held.hold(0, 0); };
  EXPECT_EQ(run.run().total[asking].tally.started, 1000u);
  EXPECT_EQ(run.result.stop_reason, StopReason::completed);
}

TEST(HeldUsers, OfASegmentAreTheFirstOfItsOwn) {
  FakeTarget target;
  SteeredRun run(target, closed(21, 20s, 20ms), 2, {{5, 5}, {5, 5}});
  run.plan.segment = {1, 2};  // users 1, 3, … 19
  run.run();
  EXPECT_EQ(run.last.users_most, 10u);
  std::set<std::uint64_t> left;
  for (const auto& start : target.seen()) {
    if (start.sent > run.done_at.front()) left.insert(start.user);
  }
  EXPECT_EQ(left, (std::set<std::uint64_t>{1, 3, 5, 7, 9}));
}

TEST(HeldUsers, WhenThoseWhoMayBeThereAreGoneNobodyIsLeft) {
  FakeTarget target;
  target.lost_after = 600ms;
  SteeredRun run(target, closed(6, 20s, 20ms), 2, {});
  run.at_progress = [&run](const Progress&) { run.held.hold(0, 4); };
  EXPECT_TRUE(run.run().ran_out_of_users);
  EXPECT_LT(run.result.measured, 10s);
}

TEST(HeldUsers, AnOpenTrackIsNotHeld) {
  FakeTarget target;
  SteeredRun run(target, open(10, 1200ms, 100), 2, {});
  run.at_progress = [&run](const Progress& progress) {
    run.last = progress.tracks.front();
    run.held.hold(0, 2);
  };
  EXPECT_EQ(run.run().users.sustained, 10u);
  EXPECT_TRUE(run.held.changes().empty());
  EXPECT_EQ(run.last.users_most, 0u);
}

}  // namespace
}  // namespace loadtest
