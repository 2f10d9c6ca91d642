#include "judge/search_outcome.h"

#include <gmock/gmock.h>

namespace loadtest {
namespace {

using ::testing::HasSubstr;

/// Tells a search of rates from 100 to 1,000 what a target of this capacity would.
SearchOutcome outcome_with(double capacity, double from = 100, double to = 1000) {
  SearchOutcome outcome;
  outcome.what = "rate";
  outcome.track = "ws";
  LevelSearch search({.from = from, .to = to});
  while (const auto level = search.next()) {
    const bool held = *level <= capacity;
    search.told(*level, held);
    LevelTry& tried = outcome.levels.emplace_back();
    tried.level = *level;
    tried.standing = held ? LevelStanding::held : LevelStanding::broke;
    tried.service_mean_ms = 50;
    if (held) continue;
    tried.broken = "ws.chat.response.p95 < 2s";
    tried.reason = "p95 of chat response was " + std::to_string(static_cast<int>(*level)) + " s, limit 2 s";
  }
  outcome.conclude(
      search, search.holds() ? (search.breaks() ? SearchEnd::found : SearchEnd::none_breaks) : SearchEnd::none_holds);
  return outcome;
}

Verdict a_verdict(VerdictStatus status) {
  Verdict verdict;
  verdict.status = status;
  return verdict;
}

TEST(SearchOutcome, SaysWhatHoldsHowSurelyAndWhatBrokeFirst) {
  const SearchOutcome outcome = outcome_with(410);
  EXPECT_EQ(describe(outcome),
            "holds 400/s (3 of 3), breaks at 418/s (2 of 2): p95 of chat response was 418 s, limit 2 s");
  EXPECT_EQ(outcome.first_broken, "ws.chat.response.p95 < 2s");
  const Verdict verdict = conclude(a_verdict(VerdictStatus::warn), outcome, StopReason::completed);
  EXPECT_EQ(verdict.status, VerdictStatus::warn) << "of the level that holds";
  EXPECT_EQ(verdict.exit_code, ExitCode::passed);
  EXPECT_EQ(verdict.reasons.front(), describe(outcome));
}

TEST(SearchOutcome, WhereNothingBreaksSaysSo) {
  const SearchOutcome outcome = outcome_with(1e9);
  EXPECT_EQ(describe(outcome), "holds 1,000/s (3 of 3), the highest level that was to be tried");
  EXPECT_EQ(conclude(a_verdict(VerdictStatus::pass), outcome, StopReason::completed).exit_code, ExitCode::passed);
}

TEST(SearchOutcome, FailsWhereEvenTheLowestBreaks) {
  const SearchOutcome outcome = outcome_with(50);
  EXPECT_THAT(describe(outcome), HasSubstr("no level holds: the lowest breaks at 100/s (2 of 2)"));
  const Verdict verdict = conclude(a_verdict(VerdictStatus::pass), outcome, StopReason::completed);
  EXPECT_EQ(verdict.status, VerdictStatus::fail);
  EXPECT_EQ(verdict.exit_code, ExitCode::criterion_failed);
}

TEST(SearchOutcome, OfAGeneratorAtItsLimitIsInconclusive) {
  SearchOutcome outcome = outcome_with(410);
  outcome.end = SearchEnd::generator;
  outcome.levels.back().reason = "it missed 5 of 100 starts";
  EXPECT_THAT(describe(outcome), HasSubstr("the generator, not the target, was the limit at 400/s: it missed"));
  const Verdict verdict = conclude(a_verdict(VerdictStatus::pass), outcome, StopReason::completed);
  EXPECT_EQ(verdict.exit_code, ExitCode::inconclusive);
}

TEST(SearchOutcome, StoppedByItsUserEndsWithTheSignalsCode) {
  SearchOutcome outcome = outcome_with(410);
  outcome.end = SearchEnd::stopped;
  EXPECT_THAT(describe(outcome), HasSubstr("stopped before the end of the search – so far: holds 400/s"));
  EXPECT_EQ(conclude(a_verdict(VerdictStatus::pass), outcome, StopReason::interrupted).exit_code,
            ExitCode::interrupted);
  EXPECT_EQ(conclude(a_verdict(VerdictStatus::pass), outcome, StopReason::terminated).exit_code, ExitCode::terminated);
}

TEST(SearchOutcome, TellsWhenTheUsersAreTheLimit) {
  // 20 users who wait 50 ms make 400 a second.
  EXPECT_THAT(too_few_users(outcome_with(390), 20).value_or(""), HasSubstr("400 starts a second at most"));
  EXPECT_EQ(too_few_users(outcome_with(390), 200), std::nullopt);
  EXPECT_EQ(too_few_users(outcome_with(1e9), 20), std::nullopt) << "nothing broke";
}

}  // namespace
}  // namespace loadtest
