#include "judge/level.h"

#include <gmock/gmock.h>

#include "core/random.h"
#include "unit/judge/a_run.h"

namespace loadtest {
namespace {

using namespace ::loadtest::testing;
using ::testing::HasSubstr;

/// Ten seconds of an open model in thirds, after 2 s of warm-up; a chat took `at(t)` where it was due `t` after that.
template <class Took>
RunResult a_level(double rate_per_s, Took at) {
  RunResult run = a_run();
  run.measured = 9s;
  run.phases = {{"level", 0s, 5s}, {"level", 5s, 8s}, {"level", 8s, 11s}};
  TrackResult& track = run.tracks[0];
  track.open_model = true;
  track.phases.resize(3, TrackTotals(3));
  add_ok(run, connect_id, 20ms, 100);
  const auto starts = static_cast<int>(rate_per_s * 9);
  for (int i = 0; i < starts; ++i) {
    const double t = i / rate_per_s;
    OperationStats& third = track.phases[static_cast<std::size_t>(t / 3)][chat_id];
    third.response.record(from_seconds(at(t)));
    third.tally.started++;
    third.tally.ok++;
    add_ok(run, chat_id, from_seconds(at(t)), 1);
  }
  return run;
}

LevelTry try_level(const RunResult& run, std::vector<std::string> thresholds = {}) {
  const std::vector<MeasuredTrack> tracks{{"ws", "ws", {"connect", "chat", "ping"}}};
  Problems problems;
  return judge_level(run, make_criteria(tracks, thresholds, thresholds.empty(), problems), {}, 0);
}

TEST(Level, HoldsWhereTheTargetKeepsUp) {
  const LevelTry tried = try_level(a_level(100, [](double) { return 0.02; }));
  EXPECT_EQ(tried.standing, LevelStanding::held) << tried.reason;
  EXPECT_NEAR(*tried.p95_ms, 20, 0.1);
  EXPECT_DOUBLE_EQ(tried.rate_per_s, 100);
  EXPECT_DOUBLE_EQ(tried.success_share, 1);
}

TEST(Level, BreaksWhereACriterionFailsAndNotWhereOneWarns) {
  const RunResult slow = a_level(100, [](double) { return 2.5; });
  EXPECT_EQ(try_level(slow).standing, LevelStanding::held) << "between 2 s and 3 s the default warns";
  const LevelTry tried = try_level(slow, {"ws.chat.response.p95 < 2s"});
  EXPECT_EQ(tried.standing, LevelStanding::broke);
  EXPECT_EQ(tried.broken, "ws.chat.response.p95 < 2s");
  EXPECT_THAT(tried.reason, HasSubstr("2.5 s"));
}

// A queue in front of a target of capacity C grows by (rate - C) / C seconds a second.
TEST(Level, BreaksWhereResponseTimesGrowAllTheTime) {
  for (const double overload : {0.02, 0.05, 1.0}) {
    const LevelTry tried =
        try_level(a_level(100, [=](double t) { return 0.02 + overload * t; }), {"ws.chat.success > 99%"});
    EXPECT_EQ(tried.standing, LevelStanding::broke) << overload;
    EXPECT_EQ(tried.broken, "ws response times");
  }
  EXPECT_EQ(try_level(a_level(100, [](double t) { return 0.02 + 0.005 * t; })).standing, LevelStanding::held)
      << "it does 99.5 % of what was asked for";
}

TEST(Level, BearsAStallAndNoise) {
  const auto stalled = [](double t) { return t > 6.5 && t < 7.5 ? 0.02 + 7.5 - t : 0.02; };
  EXPECT_EQ(try_level(a_level(100, stalled)).standing, LevelStanding::held);
  int broke = 0;
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    Random random(seed);
    const auto noisy = [&](double) { return 0.2 + random.exponential(0.3); };
    broke += try_level(a_level(20, noisy)).standing == LevelStanding::broke ? 1 : 0;
  }
  EXPECT_LE(broke, 3);
}

TEST(Level, OfAClosedModelMaySettle) {
  RunResult run = a_level(100, [](double t) { return 0.5 + 0.02 * t; });
  run.tracks[0].open_model = false;
  EXPECT_EQ(try_level(run).standing, LevelStanding::held);
  run = a_level(100, [](double t) { return 0.1 + 0.05 * t; });
  run.tracks[0].open_model = false;
  EXPECT_EQ(try_level(run).broken, "ws response times");
}

TEST(Level, BreaksWhereStartsAreLost) {
  const auto steady = [](double) { return 0.02; };
  RunResult run = a_level(100, steady);
  Tally& tally = run.tracks[0].total[chat_id].tally;
  tally.dropped = 20;
  EXPECT_EQ(try_level(run, {"ws.chat.response.p95 < 2s"}).broken, "ws starts");
  tally.dropped = 5;
  EXPECT_EQ(try_level(run, {"ws.chat.response.p95 < 2s"}).standing, LevelStanding::held);
  tally.cancelled = 20;
  tally.started += 20;
  EXPECT_EQ(try_level(run, {"ws.chat.response.p95 < 2s"}).broken, "ws answers");

  run = a_level(100, steady);
  add_failed(run, chat_id, "error", 20);
  EXPECT_EQ(try_level(run, {"ws.chat.response.p95 < 2s"}).broken, "ws success");
  EXPECT_EQ(try_level(run, {"ws.chat.errors < 5%"}).standing, LevelStanding::held) << "the user said how many may";

  run = a_level(100, steady);
  run.tracks[0].users.peak = 90;
  EXPECT_EQ(try_level(run, {"ws.chat.response.p95 < 2s"}).broken, "ws users");
}

TEST(Level, OfAGeneratorThatIsLateSaysNothing) {
  RunResult run = a_level(100, [](double) { return 0.02; });
  run.health.lag.record(15ms, 1000);
  const LevelTry tried = try_level(run);
  EXPECT_EQ(tried.standing, LevelStanding::spoiled);
  EXPECT_THAT(tried.reason, HasSubstr("lag"));
}

}  // namespace
}  // namespace loadtest
