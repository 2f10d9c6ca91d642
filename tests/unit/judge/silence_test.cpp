#include "judge/silence.h"

#include <gmock/gmock.h>

#include "judge/verdict.h"
#include "unit/judge/a_run.h"

namespace loadtest {
namespace {

using namespace testing;
using ::testing::ElementsAre;

/// Twenty seconds in which chats took 400 ms; then, where it is said, `waiting` of them stay open from `silent_from`
/// on.
RunResult a_run_until(int answered_s, std::uint64_t waiting, Nanos age) {
  RunResult run = a_good_run();
  run.phases = {{"run", 0s, 20s}};
  for (int second = 0; second < 20; ++second)
    run.tracks[0].intervals.push_back(an_interval(1s * second, 400ms, second < answered_s ? 50 : 0));
  run.tracks[0].total[chat_id].tally.cancelled = waiting;
  run.tracks[0].total[chat_id].cancelled_max = age;
  return run;
}

std::optional<Silence> silence_of(const RunResult& run) { return find_silence(run, run.tracks[0]); }

TEST(Silence, IsFoundWhereATargetStoppedAnswering) {
  const auto silence = silence_of(a_run_until(12, 10, 10s));
  ASSERT_TRUE(silence);
  EXPECT_EQ(silence->lasted, 8s);
  EXPECT_EQ(silence->waiting, 10u);
}

TEST(Silence, IsNoneWhereAnswersCameToTheEndOrNobodyWaits) {
  EXPECT_FALSE(silence_of(a_run_until(20, 10, 10s)));
  EXPECT_FALSE(silence_of(a_run_until(12, 0, 0s)));
  EXPECT_FALSE(silence_of(a_run_until(12, 1, 500ms))) << "seldom asked, and asked again just before the end";
}

TEST(Silence, IsNoneWhereWhatWaitsIsYoungAndOnlyAnEarlierTimeOutWasOld) {
  RunResult run = a_run_until(17, 1, 100ms);
  run.tracks[0].total[chat_id].failed.record(10s, 1);
  EXPECT_FALSE(silence_of(run));
}

TEST(Silence, IsNoneAsLongAsAnAnswerTookBefore) {
  RunResult run = a_run_until(16, 10, 6s);
  EXPECT_TRUE(silence_of(run));
  add_ok(run, chat_id, 3s, 1);
  EXPECT_FALSE(silence_of(run));
}

TEST(Silence, IsNoneWhereThereNeverWasAnAnswer) { EXPECT_FALSE(silence_of(a_run_until(0, 10, 10s))); }

TEST(Silence, OfAnInterruptedRunSaysNothing) {
  RunResult run = a_run_until(12, 10, 10s);
  run.stop_reason = StopReason::interrupted;
  EXPECT_FALSE(silence_of(run));
}

TEST(Silence, FailsTheRunThatWouldHavePassed) {
  EXPECT_EQ(judge(a_run_until(20, 0, 0s), {}, {}).status, VerdictStatus::pass);
  const Verdict verdict = judge(a_run_until(12, 10, 10s), {}, {});
  EXPECT_EQ(verdict.status, VerdictStatus::fail);
  EXPECT_EQ(verdict.exit_code, ExitCode::criterion_failed);
  EXPECT_THAT(verdict.reasons,
              ElementsAre("ws gave no answer in the last 8.0 s, and 10 operations were still waiting for one"));
}

}  // namespace
}  // namespace loadtest
