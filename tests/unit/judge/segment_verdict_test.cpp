#include <gmock/gmock.h>

#include "judge/verdict.h"
#include "unit/judge/a_run.h"

namespace loadtest {
namespace {

using namespace testing;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;

Verdict judged(const RunResult& run, const JudgeOptions& options) {
  const std::vector<MeasuredTrack> tracks{{"ws", "ws", {"connect", "chat", "ping"}}};
  Problems problems;
  return judge(run, make_criteria(tracks, {}, true, problems), options);
}

void slow(RunResult& run) { add_ok(run, chat_id, 5s, 1000); }

TEST(SegmentVerdict, LeavesEveryCriterionToTheSum) {
  RunResult run = a_good_run();
  slow(run);
  const Verdict verdict = judged(run, {.segment = true});
  EXPECT_EQ(verdict.exit_code, ExitCode::passed);
  EXPECT_THAT(verdict.criteria, Each(Field(&CriterionResult::status, CriterionStatus::not_tried)));
  EXPECT_THAT(verdict.criteria, Each(Field(&CriterionResult::note, HasSubstr("loadtest merge"))));
  EXPECT_EQ(judged(run, {}).exit_code, ExitCode::criterion_failed) << "of a whole run it would fail";
}

TEST(SegmentVerdict, StillSaysWhetherItsGeneratorCanBeBelieved) {
  RunResult run = a_good_run();
  run.health.missed = 3;
  EXPECT_EQ(judged(run, {.segment = true}).exit_code, ExitCode::inconclusive);
  run.stop_reason = StopReason::terminated;
  EXPECT_EQ(judged(run, {.segment = true}).exit_code, ExitCode::terminated);
}

TEST(SegmentVerdict, WarnsOfWhatFailsTheSum) {
  RunResult run = a_good_run();
  run.tracks[0].ran_out_of_users = true;
  const std::vector<std::string> warnings{"one token for all"};
  const Verdict verdict = judged(run, {.strict = true, .warnings = warnings, .segment = true});
  EXPECT_EQ(verdict.status, VerdictStatus::warn);
  EXPECT_EQ(verdict.exit_code, ExitCode::passed);
  EXPECT_THAT(verdict.reasons, ElementsAre(HasSubstr("no user of ws was left")));
}

TEST(SumVerdict, IsInconclusiveAtBestWhereSomethingIsMissing) {
  const std::vector<std::string> gaps{"segment 1/3 is missing"};
  RunResult run = a_good_run();
  Verdict verdict = judged(run, {.gaps = gaps});
  EXPECT_EQ(verdict.status, VerdictStatus::inconclusive);
  EXPECT_EQ(verdict.exit_code, ExitCode::inconclusive);
  EXPECT_THAT(verdict.reasons, ElementsAre("segment 1/3 is missing"));
  slow(run);
  EXPECT_EQ(judged(run, {.gaps = gaps}).exit_code, ExitCode::criterion_failed) << "what failed has failed";
}

TEST(SumVerdict, EndsByItsVerdictWhereASegmentWasStopped) {
  const std::vector<std::string> gaps{"segment 1/3 was stopped by SIGINT after 3.0 s"};
  RunResult run = a_good_run();
  run.stop_reason = StopReason::interrupted;
  const Verdict verdict = judged(run, {.gaps = gaps});
  EXPECT_EQ(verdict.exit_code, ExitCode::inconclusive) << "whoever adds up was not interrupted";
  EXPECT_THAT(verdict.reasons, ElementsAre(gaps[0]));
}

TEST(SumVerdict, BelievesNoSumOfWhichAPartIsNotBelieved) {
  const std::vector<std::string> doubts{"segment 1/3: it missed 3 of 9 starts"};
  RunResult run = a_good_run();
  run.health.missed = 3;
  const Verdict verdict = judged(run, {.doubts = doubts});
  EXPECT_EQ(verdict.exit_code, ExitCode::inconclusive);
  EXPECT_EQ(verdict.trust.reasons, doubts) << "told once, with the segment's name";
}

}  // namespace
}  // namespace loadtest
