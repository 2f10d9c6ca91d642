#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "compare/block_bootstrap.h"
#include "compare/judge_change.h"
#include "unit/compare/noisy_runs.h"

namespace loadtest {
namespace {

using namespace std::chrono_literals;
using testing::change_of;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::NoisyRuns;
using ::testing::SizeIs;

constexpr testing::Noise quiet{.between_runs = 0.005, .between_seconds = 0.02};

std::vector<RegressionLimit> limit_of(std::string_view text) { return {*RegressionLimit::parse(text)}; }

TEST(CompareRuns, ShowsTheFiguresOfTheRunsThemselves) {
  NoisyRuns runs(1);
  const auto base = runs.runs(1, 20, quiet), fresh = runs.runs(1, 40, quiet);
  const RunComparison comparison = compare_runs(base, fresh, {});
  const Change& p95 = change_of(comparison, ComparedMeasure::p95);
  EXPECT_EQ(*p95.base, *base[0].figures.tracks[0].operations[1].value(ComparedMeasure::p95));
  EXPECT_NEAR(*p95.change, *p95.fresh / *p95.base - 1, 1e-9);
  EXPECT_FALSE(comparison.noise_known);
  EXPECT_THAT(comparison.regressions(), SizeIs(2)) << "p95, of the run and of its calm seconds";
  EXPECT_THAT(comparison.regressions()[0], HasSubstr("p95 of chat response rose by"));
}

TEST(CompareRuns, TheSameFilesGiveTheSameFiguresAgain) {
  NoisyRuns runs(2);
  const auto base = runs.runs(3, 20, quiet), fresh = runs.runs(3, 21, quiet);
  const Change first = change_of(compare_runs(base, fresh, {}), ComparedMeasure::p95);
  const Change again = change_of(compare_runs(base, fresh, {}), ComparedMeasure::p95);
  EXPECT_EQ(*first.low, *again.low);
  EXPECT_EQ(*first.chance, *again.chance);
}

TEST(CompareRuns, ARunHeldAgainstItselfIsTheSame) {
  NoisyRuns runs(3);
  const auto side = runs.runs(3, 20, quiet);
  for (const Change& one : compare_runs(side, side, {}).changes) {
    EXPECT_EQ(one.change.value_or(0), 0) << one.operation;
    EXPECT_TRUE(one.standing == ChangeStanding::same || one.standing == ChangeStanding::unclear);
  }
  EXPECT_EQ(change_of(compare_runs(side, side, {}), ComparedMeasure::success).standing, ChangeStanding::same);
}

TEST(CompareRuns, TellsBetterFromWorse) {
  NoisyRuns runs(4);
  const auto slow = runs.runs(3, 30, quiet), fast = runs.runs(3, 20, quiet);
  EXPECT_EQ(change_of(compare_runs(slow, fast, {}), ComparedMeasure::p50).standing, ChangeStanding::better);
  EXPECT_EQ(change_of(compare_runs(fast, slow, {}), ComparedMeasure::p50).standing, ChangeStanding::worse);
  EXPECT_FALSE(compare_runs(slow, fast, {}).regressed());
}

TEST(CompareRuns, TheExitCodeRestsOnWhatIsNamed) {
  NoisyRuns runs(5);
  const auto base = runs.runs(3, 20, quiet), slower = runs.runs(3, 23, quiet);
  EXPECT_TRUE(compare_runs(base, slower, {}).regressed()) << "5 % by default";
  EXPECT_TRUE(compare_runs(base, slower, limit_of("p95=10%")).regressed());
  EXPECT_FALSE(compare_runs(base, slower, limit_of("p95=25%")).regressed());
  EXPECT_FALSE(compare_runs(base, slower, limit_of("rate=5%")).regressed()) << "p95 is then not guarded";
  EXPECT_TRUE(compare_runs(base, slower, limit_of("ws.chat.p50=5%")).regressed());
}

TEST(CompareRuns, AStallOfSomeSecondsDoesNotMoveCalmSeconds) {
  NoisyRuns runs(6);
  RunResult stalled = runs.run(20, quiet);
  for (std::size_t second = 10; second < 15; ++second) {
    IntervalHistogram slow;
    slow.record(900ms, 30);
    stalled.tracks[0].intervals[second].operations[1].response = SparseHistogram(slow);
    stalled.tracks[0].total[1].response.record(900ms, 30);
  }
  const RunFigures calm = figures_of(runs.run(20, quiet)), shaken = figures_of(stalled);
  const auto value = [](const RunFigures& of, ComparedMeasure measure) {
    return *of.tracks[0].operations[1].value(measure);
  };
  EXPECT_GT(value(shaken, ComparedMeasure::p95), 800);
  EXPECT_NEAR(value(shaken, ComparedMeasure::calm_p95), value(calm, ComparedMeasure::calm_p95), 2);
}

TEST(CompareRuns, WhatProvesNothingIsToldAndLeftOut) {
  NoisyRuns runs(7);
  auto base = runs.runs(4, 20, quiet), fresh = runs.runs(3, 40, quiet);
  base.push_back(runs.comparable(200, quiet));
  base.back().shown.doubt = "its generator was not trustworthy";
  const RunComparison comparison = compare_runs(base, fresh, {});
  EXPECT_TRUE(comparison.regressed());
  EXPECT_LT(*change_of(comparison, ComparedMeasure::p95).base, 40) << "without that of 200 ms";
  EXPECT_FALSE(comparison.base.back().used);
  EXPECT_THAT(comparison.warnings, ElementsAre(HasSubstr("is left out: its generator was not trustworthy")));
  for (ComparableRun& run : base) run.shown.doubt = "it was stopped before its end";
  const RunComparison doubtful = compare_runs(base, fresh, {});
  EXPECT_FALSE(doubtful.regressed());
  for (const Change& one : doubtful.changes) EXPECT_EQ(one.standing, ChangeStanding::unclear);
}

TEST(CompareRuns, FailuresAreFoundByTheirShare) {
  NoisyRuns runs(8);
  const auto with_failures = [&](std::uint64_t each_second) {
    std::vector<ComparableRun> side;
    for (int i = 0; i < 3; ++i) {
      RunResult run = runs.run(20, quiet);
      for (Interval& second : run.tracks[0].intervals) second.operations[1].failed = each_second;
      run.tracks[0].total[1].tally.failed = each_second * 60;
      side.push_back({{.file = "f", .id = "", .name = "", .started_at = {}, .doubt = {}}, figures_of(run)});
    }
    return side;
  };
  const auto base = with_failures(0), worse = with_failures(1);
  const Change success = change_of(compare_runs(base, worse, {}), ComparedMeasure::success);
  EXPECT_EQ(success.standing, ChangeStanding::worse);
  EXPECT_NEAR(*success.change, -1.0 / 31, 1e-9) << "a difference of shares, not a relative change";
  EXPECT_EQ(change_of(compare_runs(worse, base, {}), ComparedMeasure::success).standing, ChangeStanding::better);
}

TEST(CompareRuns, OperationsThatOneSideLacksAreRemarkedOn) {
  NoisyRuns runs(9);
  auto base = runs.runs(1, 20, quiet), fresh = runs.runs(1, 20, quiet);
  fresh[0].figures.tracks[0].operations[1].name = "talk";
  const RunComparison comparison = compare_runs(base, fresh, {});
  EXPECT_THAT(comparison.changes, IsEmpty());
  EXPECT_THAT(comparison.remarks, ::testing::Contains(HasSubstr("ws.chat is not in all of the runs")));
}

TEST(CompareRuns, WhatWasNotMeasuredIsUnclear) {
  NoisyRuns runs(10);
  const auto base = runs.runs(3, 20, quiet), few = runs.runs(3, 20, {.seconds = 1, .chats_a_second = 30});
  const RunComparison comparison = compare_runs(base, few, {});
  const Change& p95 = change_of(comparison, ComparedMeasure::p95);
  EXPECT_FALSE(p95.fresh) << "30 samples have no p95";
  EXPECT_EQ(p95.standing, ChangeStanding::unclear);
  EXPECT_THAT(p95.why, HasSubstr("too little"));
}

TEST(AmongAll, IsHolms) {
  // chances of the rows alone -> among all of them
  EXPECT_THAT(among_all(std::vector{0.01, 0.04, 0.03}), ElementsAre(0.03, 0.06, 0.06));
  EXPECT_THAT(among_all(std::vector{0.5}), ElementsAre(0.5));
  EXPECT_THAT(among_all(std::vector{0.9, 0.9}), ElementsAre(1.0, 1.0));
  EXPECT_THAT(among_all(std::vector<double>{}), IsEmpty());
}

TEST(BlockLength, IsAsLongAsASeriesRemembers) {
  Random random(1);
  std::vector<double> fresh, lasting;
  double level = 0;
  for (int i = 0; i < 216; ++i) {
    fresh.push_back(random.uniform());
    level = 0.9 * level + random.uniform() - 0.5;
    lasting.push_back(level);
  }
  EXPECT_LE(block_length(fresh), 10u) << "about the cube root of 216";
  EXPECT_GE(block_length(fresh), 6u);
  EXPECT_GE(block_length(lasting), 12u);
  EXPECT_LE(block_length(lasting), 216u / 5);
  EXPECT_EQ(block_length({}), 1u);
  EXPECT_EQ(block_length({1, 1, 1, 1, 1, 1, 1, 1}), 2u);
}

}  // namespace
}  // namespace loadtest
