#include "judge/sweep_words.h"

#include <gmock/gmock.h>

namespace loadtest {
namespace {

using ::testing::HasSubstr;
using ::testing::Optional;

SweepOutcome of_pools(std::vector<std::pair<double, double>> rates, LevelStanding standing = LevelStanding::held) {
  SweepOutcome sweep;
  sweep.axes = {{"pool", "pool-size", "db", {}}};
  for (const auto& [value, rate] : rates) {
    sweep.axes[0].values.push_back(value);
    SweepRun& run = sweep.runs.emplace_back(SweepRun{.at = {value}, .standing = standing});
    run.tracks.push_back({.name = "db", .rate_per_s = rate, .success_share = 1, .p95_ms = 12, .rate_error = 0.01});
    if (standing == LevelStanding::broke) run.reason = "p95 of query response was 300 ms, limit 200 ms";
  }
  sweep.conclude(false, false);
  return sweep;
}

Verdict passed() {
  return {.status = VerdictStatus::pass, .exit_code = ExitCode::passed, .reasons = {}, .criteria = {}, .trust = {}};
}

TEST(SweepWords, SayWhatIsEnough) {
  EXPECT_EQ(describe(of_pools({{5, 500}, {10, 1000}, {20, 1000}})),
            "pool-size 10 is enough: 1,000/s, p95 12 ms; beyond it nothing gets better by more than chance");
  EXPECT_EQ(
      describe(of_pools({{5, 500}, {10, 1000}})),
      "pool-size 10 is the best: 1,000/s, p95 12 ms; it was still better than all below it, and higher ones may be "
      "better yet");
  EXPECT_EQ(describe(of_pools({{5, 500}, {10, 500}})),
            "pool-size 5 is enough: 500/s, p95 12 ms; no higher value does better by more than chance");
}

TEST(SweepWords, JudgeByTheRunThatIsRecommended) {
  const SweepOutcome good = of_pools({{5, 500}, {10, 500}});
  EXPECT_EQ(conclude(passed(), good, StopReason::completed).exit_code, ExitCode::passed);
  EXPECT_EQ(conclude(passed(), good, StopReason::interrupted).exit_code, ExitCode::interrupted);
  const Verdict none = conclude(passed(), of_pools({{5, 500}, {10, 500}}, LevelStanding::broke), StopReason::completed);
  EXPECT_EQ(none.exit_code, ExitCode::criterion_failed);
  EXPECT_EQ(none.reasons.front(), "no value holds: pool-size 5: p95 of query response was 300 ms, limit 200 ms");
  const Verdict none_believed =
      conclude(passed(), of_pools({{5, 500}, {10, 500}}, LevelStanding::spoiled), StopReason::completed);
  EXPECT_EQ(none_believed.exit_code, ExitCode::inconclusive);
}

TEST(SweepWords, HoldAPoolAgainstWhatTheServerTakes) {
  const SweepOutcome sweep = of_pools({{5, 500}, {20, 1000}, {40, 1000}});
  EXPECT_EQ(held_against_limit(sweep, {}), std::nullopt);
  Observed database;
  database.source = "database";
  database.figures = {{"limit.connections", "", 100}, {"limit.reserved", "", 3}};
  EXPECT_THAT(held_against_limit(sweep, {database}),
              Optional(std::string("the server takes 100 connections, 3 of them reserved: 4 pools of 20 fit")));
  database.figures[0].value = 20;
  EXPECT_THAT(held_against_limit(sweep, {database}), Optional(HasSubstr("a pool of 20 does not fit")));
}

TEST(SweepWords, SayOfEachRowHowMuchOfTheOtherItBears) {
  SweepOutcome sweep;
  sweep.axes = {{"users", "users", "ws", {20, 1000}}, {"rate", "db-rate", "db", {0, 200}}};
  for (const double users : {20.0, 1000.0})
    for (const double rate : {0.0, 200.0})
      sweep.runs.push_back({.at = {users, rate},
                            .standing = users > 20 && rate > 0 ? LevelStanding::broke : LevelStanding::held,
                            .reason = users > 20 && rate > 0 ? "chat was slow" : ""});
  sweep.conclude(false, false);
  EXPECT_THAT(describe_rows(sweep),
              ::testing::ElementsAre("with users 20 db-rate may be 200/s, the highest that was tried",
                                     "with users 1,000 db-rate may be up to 0/s; at 200/s: chat was slow"));
  EXPECT_EQ(describe(sweep), "3 of 4 runs hold");
}

}  // namespace
}  // namespace loadtest
