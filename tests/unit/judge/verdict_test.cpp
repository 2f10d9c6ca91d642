#include "judge/verdict.h"

#include <gmock/gmock.h>

#include <functional>

#include "unit/judge/a_run.h"

namespace loadtest {
namespace {

using namespace testing;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

Verdict judge_with_defaults(const RunResult& run, JudgeOptions options = {}) {
  const std::vector<MeasuredTrack> tracks{{"ws", "ws", {"connect", "chat", "ping"}}};
  Problems problems;
  return judge(run, make_criteria(tracks, {}, true, problems), options);
}

void slow(RunResult& run) { add_ok(run, chat_id, 5s, 1000); }
void slightly_slow(RunResult& run) { add_ok(run, chat_id, 2500ms, 1000); }
void no_replies(RunResult& run) { run.tracks[0].total[chat_id] = {}; }
void missed(RunResult& run) { run.health.missed = 3; }
void sigint(RunResult& run) { run.stop_reason = StopReason::interrupted; }
void sigterm(RunResult& run) { run.stop_reason = StopReason::terminated; }
void no_users(RunResult& run) { run.tracks[0].ran_out_of_users = true; }

TEST(Judge, TakesTheFirstExitCodeThatApplies) {
  const struct {
    const char* what;
    std::vector<std::function<void(RunResult&)>> change;
    bool strict;
    VerdictStatus status;
    ExitCode code;
  } cases[] = {
      {"all is well", {}, false, VerdictStatus::pass, ExitCode::passed},
      {"strict changes nothing then", {}, true, VerdictStatus::pass, ExitCode::passed},
      {"a warning passes", {slightly_slow}, false, VerdictStatus::warn, ExitCode::passed},
      {"unless warnings count", {slightly_slow}, true, VerdictStatus::fail, ExitCode::criterion_failed},
      {"a criterion failed", {slow}, false, VerdictStatus::fail, ExitCode::criterion_failed},
      {"no data is not a pass", {no_replies}, false, VerdictStatus::inconclusive, ExitCode::inconclusive},
      {"a failure beats missing data",
       {no_replies, [](RunResult& run) { add_failed(run, connect_id, "refused", 900); }},
       false,
       VerdictStatus::fail,
       ExitCode::criterion_failed},
      {"an unfit generator beats a failure",
       {slow, missed},
       false,
       VerdictStatus::inconclusive,
       ExitCode::inconclusive},
      {"SIGINT beats an unfit generator", {missed, sigint}, false, VerdictStatus::inconclusive, ExitCode::interrupted},
      {"SIGINT with all well so far", {sigint}, false, VerdictStatus::inconclusive, ExitCode::interrupted},
      {"SIGTERM has a code of its own", {sigterm}, false, VerdictStatus::inconclusive, ExitCode::terminated},
      {"a failure before SIGINT stays one", {slow, sigint}, false, VerdictStatus::fail, ExitCode::interrupted},
      {"no user left is a failure", {no_users}, false, VerdictStatus::fail, ExitCode::criterion_failed},
  };
  for (const auto& c : cases) {
    RunResult run = a_good_run();
    for (const auto& change : c.change) change(run);
    const Verdict verdict = judge_with_defaults(run, {.strict = c.strict});
    EXPECT_EQ(verdict.status, c.status) << c.what;
    EXPECT_EQ(verdict.exit_code, c.code) << c.what;
    EXPECT_EQ(verdict.reasons.empty(), verdict.status == VerdictStatus::pass)
        << c.what << ": whatever is not well has a reason";
  }
}

TEST(Judge, GivesTheReasonsInTheOrderOfTheirWeight) {
  RunResult run = a_good_run();
  run.measured = 12'340ms;
  slow(run);
  missed(run);
  sigint(run);
  no_users(run);
  run.health.planned = 10'000;
  run.tracks[0].users.lost_kinds = {{"close 1006", 40}, {"read \x1b[2J", 3}};
  run.tracks[0].users.peak = 60;
  EXPECT_THAT(
      judge_with_defaults(run).reasons,
      ElementsAre("interrupted by SIGINT after 12.3 s",
                  "the generator was not trustworthy: it missed 3 of 10,000 starts",
                  "no user of ws was left before the end (close 1006: 40, read \\x1b[2J: 3)",
                  "p95 of chat response was 5 s, limit 2 s", "60 users were connected at the same time, needed 100"));
}

TEST(Judge, SaysThatTheRunEndedForWantOfUsers) {
  RunResult run = a_good_run();
  no_users(run);
  run.stop_reason = StopReason::no_users_left;
  EXPECT_THAT(judge_with_defaults(run).reasons, ElementsAre("the run ended early because no user of ws was left"));
}

TEST(Judge, CountsTrustWarningsAsWarnings) {
  RunResult run = a_good_run();
  run.health.waited_share = 0.34;
  const Verdict mild = judge_with_defaults(run, {.embedded = true});
  EXPECT_EQ(mild.status, VerdictStatus::warn);
  EXPECT_EQ(mild.exit_code, ExitCode::passed);
  EXPECT_EQ(judge_with_defaults(run, {.strict = true, .embedded = true}).exit_code, ExitCode::criterion_failed);
}

TEST(Judge, PassesARunWithoutCriteria) { EXPECT_EQ(judge(a_good_run(), {}, {}).exit_code, ExitCode::passed); }

TEST(JudgeGenerator, KnowsWhenItWasTheBottleneck) {
  const struct {
    const char* what;
    bool open_model;
    Nanos lag, response;
    std::uint64_t missed_starts;
    double waited;
    bool embedded, trustworthy;
    const char* says;
  } cases[] = {
      {"nothing to say", true, 100us, 50ms, 0, 0, false, true, ""},
      {"lag over 1 ms, but small beside the figures", true, 2ms, 50ms, 0, 0, false, true, ""},
      {"lag over 5 % of the figures, but under 1 ms", true, 900us, 2ms, 0, 0, false, true, ""},
      {"lag over both", true, 3ms, 50ms, 0, 0, false, false, "p99 of its lag was 3"},
      {"the closed model has no schedule to lag behind", false, 3ms, 50ms, 0, 0, false, true, ""},
      {"missed starts", true, 0ms, 50ms, 1, 0, false, false, "it missed 1 of 1,000 starts"},
      {"waited for a processor", false, 0ms, 50ms, 0, 0.25, false, false, "waited 25 % of the run"},
      {"exactly at that limit", false, 0ms, 50ms, 0, 0.20, false, true, ""},
      {"waited, but beside its own target", false, 0ms, 50ms, 0, 0.25, true, true, "waited 25 % of the run"},
      {"no figures that lag could spoil", true, 30ms, 0ms, 0, 0, false, true, ""},
  };
  for (const auto& c : cases) {
    RunResult run = a_run();
    run.tracks[0].open_model = c.open_model;
    if (c.response > 0ns) add_ok(run, chat_id, c.response, 100);
    add_ok(run, ping_id, 1ms, 100);  // measured beside: lag does not touch it
    run.health.lag.record(c.lag, 100);
    run.health.planned = 1000;
    run.health.missed = c.missed_starts;
    run.health.waited_share = c.waited;
    const Trust trust = judge_generator(run, c.embedded);
    EXPECT_EQ(trust.trustworthy, c.trustworthy) << c.what;
    EXPECT_EQ(trust.reasons.empty(), c.trustworthy) << c.what;
    const auto& said = c.trustworthy ? trust.warnings : trust.reasons;
    if (*c.says == '\0')
      EXPECT_THAT(said, IsEmpty()) << c.what;
    else
      EXPECT_THAT(said, ElementsAre(HasSubstr(c.says))) << c.what;
  }
}

}  // namespace
}  // namespace loadtest
