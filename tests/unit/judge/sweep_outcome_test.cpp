#include "judge/sweep_outcome.h"

#include <gmock/gmock.h>

namespace loadtest {
namespace {

using ::testing::Optional;

SweepRun a_sweep_run(std::vector<double> at, LevelStanding standing, double rate_per_s, double p95_ms) {
  SweepRun run{.at = std::move(at), .standing = standing};
  if (standing == LevelStanding::broke) run.reason = "too slow";
  run.tracks.push_back({.name = "db",
                        .rate_per_s = rate_per_s,
                        .success_share = 1,
                        .p50_ms = p95_ms / 2,
                        .p95_ms = p95_ms,
                        .rate_error = 0.01,
                        .p95_error = 0.02});
  return run;
}

struct Tried {
  double value, rate_per_s, p95_ms;
  LevelStanding standing = LevelStanding::held;
};

SweepOutcome of_one(std::string what, std::vector<Tried> tried, bool open = false, bool stopped = false) {
  SweepOutcome sweep;
  sweep.axes = {{std::move(what), "key", "db", {}}};
  for (const Tried& one : tried) {
    sweep.axes[0].values.push_back(one.value);
    sweep.runs.push_back(a_sweep_run({one.value}, one.standing, one.rate_per_s, one.p95_ms));
  }
  sweep.conclude(stopped, open);
  return sweep;
}

constexpr LevelStanding broke_down = LevelStanding::broke, by_generator = LevelStanding::spoiled;

TEST(SweepOutcome, RecommendsTheSmallestPoolThatDoesAsMuchAsAny) {
  const SweepOutcome sweep = of_one("pool", {{5, 500, 90}, {10, 1000, 45}, {20, 1010, 44}, {40, 1000, 47}});
  EXPECT_EQ(sweep.end, SweepEnd::knee);
  EXPECT_THAT(sweep.knee, Optional(10));
  EXPECT_THAT(sweep.recommended, Optional(10));
  EXPECT_THAT(sweep.shown, Optional(1u));
}

TEST(SweepOutcome, GoesBeyondTheKneeWhereTheCriteriaWantMore) {
  const SweepOutcome sweep = of_one("pool", {{5, 500, 90, broke_down}, {10, 1000, 45, broke_down}, {20, 1010, 30}});
  EXPECT_THAT(sweep.knee, Optional(10));
  EXPECT_THAT(sweep.recommended, Optional(20));
}

TEST(SweepOutcome, LooksAtTimesWhereTheRateIsGiven) {
  const std::vector<Tried> tried{{2, 200, 800}, {4, 200, 30}, {8, 200, 29}};
  EXPECT_THAT(of_one("pool", tried, true).recommended, Optional(4));
  EXPECT_EQ(of_one("pool", tried, false).end, SweepEnd::flat);
}

TEST(SweepOutcome, RecommendsTheMostLoadThatIsWorthItAndHolds) {
  const std::vector<Tried> tried{{10, 100, 20}, {20, 200, 21}, {40, 250, 60, broke_down}, {80, 255, 120, broke_down}};
  const SweepOutcome sweep = of_one("users", tried);
  EXPECT_THAT(sweep.knee, Optional(40));
  EXPECT_THAT(sweep.recommended, Optional(20));
}

TEST(SweepOutcome, RecommendsNothingWhereNothingHolds) {
  const SweepOutcome sweep = of_one("users", {{10, 100, 20, broke_down}, {20, 200, 21, broke_down}});
  EXPECT_EQ(sweep.recommended, std::nullopt);
  EXPECT_EQ(sweep.end, SweepEnd::rising);
  EXPECT_THAT(sweep.shown, Optional(1u));
}

TEST(SweepOutcome, LeavesOutWhatTheGeneratorSpoiled) {
  const SweepOutcome sweep =
      of_one("pool", {{5, 500, 90}, {10, 1000, 45}, {20, 10, 9000, by_generator}, {40, 1000, 47}});
  EXPECT_THAT(sweep.recommended, Optional(10));
  EXPECT_EQ(of_one("pool", {{5, 500, 90, by_generator}, {10, 1000, 45, by_generator}}).end, SweepEnd::generator);
}

TEST(SweepOutcome, SaysOfAStoppedOneThatItWas) {
  const SweepOutcome sweep = of_one("pool", {{5, 500, 90}, {10, 1000, 45}}, false, true);
  EXPECT_EQ(sweep.end, SweepEnd::stopped);
  EXPECT_EQ(sweep.recommended, std::nullopt);
  EXPECT_THAT(sweep.shown, Optional(1u));
}

TEST(SweepOutcome, OfAMatrixSaysForEachRowUpToWhereItHolds) {
  SweepOutcome sweep;
  sweep.axes = {{"users", "users", "ws", {20, 50}}, {"rate", "db-rate", "db", {0, 100, 200}}};
  const LevelStanding standings[] = {LevelStanding::held, LevelStanding::held, LevelStanding::held,
                                     LevelStanding::held, broke_down,          LevelStanding::held};
  for (std::size_t i = 0; i < 6; ++i)
    sweep.runs.push_back(a_sweep_run({sweep.axes[0].values[i / 3], sweep.axes[1].values[i % 3]}, standings[i], 1, 1));
  sweep.conclude(false, false);
  const std::vector<MatrixRow> rows = rows_of(sweep);
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_THAT(rows[0].holds, Optional(200));
  EXPECT_EQ(rows[0].breaks, std::nullopt);
  EXPECT_THAT(rows[1].holds, Optional(0)) << "what holds above one that breaks was luck";
  EXPECT_THAT(rows[1].breaks, Optional(100));
  EXPECT_EQ(rows[1].why, "too slow");
  EXPECT_THAT(sweep.shown, Optional(3u)) << "the most of the first with the most of the second";
}

}  // namespace
}  // namespace loadtest
