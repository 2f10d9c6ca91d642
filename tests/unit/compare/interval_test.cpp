// Do intervals and verdicts keep what their numbers promise? Runs are made up, with noise that is known.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "compare/block_bootstrap.h"
#include "unit/compare/noisy_runs.h"

namespace loadtest {
namespace {

using testing::change_of;
using testing::Noise;
using testing::NoisyRuns;

struct Counts {
  int pairs = 0, covered = 0, worse = 0, regressed = 0, found = 0;
};

Counts compare_pairs(std::uint64_t seed, int pairs, int a_side, double slower, Noise noise) {
  NoisyRuns runs(seed);
  Counts counts;
  for (; counts.pairs < pairs; ++counts.pairs) {
    const auto base = runs.runs(a_side, 20, noise), fresh = runs.runs(a_side, 20 * slower, noise);
    const RunComparison comparison = compare_runs(base, fresh, {});
    const Change& p95 = change_of(comparison, ComparedMeasure::p95);
    counts.covered += p95.low && *p95.low <= slower - 1 && *p95.high >= slower - 1;
    counts.worse += p95.standing == ChangeStanding::worse;
    counts.regressed += comparison.regressed();
  }
  return counts;
}

TEST(Interval, ContainsTheTruthAboutAsOftenAsItSaysAndEqualRunsAreHardlyEverCalledWorse) {
  const Counts counts = compare_pairs(1, 200, 3, 1, {.between_runs = 0.05, .between_seconds = 0.05});
  EXPECT_GE(counts.covered, 182) << "of 200; 95 % are 190, and 182 is 2.6 standard deviations below";
  EXPECT_LE(counts.covered, 199) << "of 200: an interval that is never wrong says nothing";
  EXPECT_LE(counts.regressed, 9) << "of 200 pairs of equal runs";
}

TEST(Interval, OfOnePairContainsTheTruthWhereRunsDifferByNothingButTheirSeconds) {
  EXPECT_GE(compare_pairs(2, 100, 1, 1, {.between_seconds = 0.08}).covered, 86) << "of 100";
}

TEST(Verdict, CallsEqualRunsWorseInHardlyAnyPair) {
  EXPECT_LE(compare_pairs(4, 40, 3, 1, {.between_runs = 0.01, .between_seconds = 0.02}).regressed, 0) << "quiet";
  EXPECT_LE(compare_pairs(5, 60, 3, 1, {.between_runs = 0.4, .between_seconds = 0.2}).regressed, 4) << "very noisy";
}

TEST(Verdict, FindsASlowDownOf15PercentWhereRunsDifferByTwo) {
  const Counts counts = compare_pairs(6, 40, 3, 1.15, {.between_runs = 0.02, .between_seconds = 0.05});
  EXPECT_GE(counts.regressed, 38) << "of 40";
}

TEST(Verdict, OfOnePairNeverCallsASmallChangeWorse) {
  EXPECT_EQ(compare_pairs(7, 20, 1, 1.15, {.between_seconds = 0.02}).worse, 0);
  EXPECT_EQ(compare_pairs(8, 10, 2, 1.3, {.between_seconds = 0.02}).worse, 0) << "two a side are too few, too";
  EXPECT_EQ(compare_pairs(9, 10, 1, 2, {.between_seconds = 0.02}).regressed, 10) << "twice as slow needs no more runs";
}

TEST(Spread, WithinARunIsAboutWhatRunsShow) {
  NoisyRuns runs(10);
  std::vector<double> seen;
  double told = 0;
  for (int i = 0; i < 100; ++i) {
    const RunFigures figures = figures_of(runs.run(20, {.between_seconds = 0.1}));
    const OperationFigures& chat = figures.tracks[0].operations[1];
    seen.push_back(std::log(*chat.value(ComparedMeasure::p95)));
    told += spread_within(chat, 1).at(static_cast<std::size_t>(ComparedMeasure::p95))->error;
  }
  double mean = 0, squares = 0;
  for (const double one : seen) mean += one / static_cast<double>(seen.size());
  for (const double one : seen) squares += (one - mean) * (one - mean);
  const double spread = std::sqrt(squares / static_cast<double>(seen.size() - 1));
  EXPECT_NEAR(told / static_cast<double>(seen.size()), spread, spread * 0.3);
}

}  // namespace
}  // namespace loadtest
