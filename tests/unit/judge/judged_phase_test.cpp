// What the verdict makes of a run in phases.
#include <gmock/gmock.h>

#include "judge/verdict.h"
#include "unit/judge/a_run_in_phases.h"

namespace loadtest {
namespace {

using namespace testing;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

Verdict judge_it(const RunResult& run, std::vector<std::string> thresholds = {}) {
  const std::vector<MeasuredTrack> tracks{{"ws", "ws", {"connect", "chat", "ping"}},
                                          {"db", "db", {"acquire", "query", "profile"}}};
  Problems problems;
  return judge(run, make_criteria(tracks, thresholds, thresholds.empty(), problems), {});
}

std::map<std::string, CriterionStatus> statuses(const Verdict& verdict) {
  std::map<std::string, CriterionStatus> found;
  for (const CriterionResult& one : verdict.criteria) found[one.name] = one.status;
  return found;
}

/// All is well in each phase.
RunResult a_good_one() {
  RunResult run = a_run_in_phases();
  add_ok(run, 0, ws_alone, connect_id, 20ms, 100);
  for (const std::size_t phase : {ws_alone, together}) add_ok(run, 0, phase, chat_id, 400ms, 1000);
  for (const std::size_t phase : {db_alone, together})
    for (const std::size_t operation : {query_id, profile_id}) add_ok(run, 1, phase, operation, 5ms, 1000);
  return run;
}

TEST(JudgeInPhases, LooksAtTheJudgedPhaseAlone) {
  EXPECT_EQ(judge_it(a_good_one()).status, VerdictStatus::pass);
  RunResult run = a_good_one();
  add_ok(run, 0, ws_alone, chat_id, 9s, 9000);
  EXPECT_EQ(judge_it(run).status, VerdictStatus::pass) << "slow before";
  run = a_good_one();
  add_ok(run, 0, together, chat_id, 9s, 9000);
  EXPECT_THAT(judge_it(run).reasons, ElementsAre("ws: p95 of chat response was 9 s, limit 2 s"));
}

TEST(JudgeInPhases, TakesRatesOverThatPhaseButOfConnectingOverTheRun) {
  const Verdict verdict = judge_it(a_good_one(), {"ws.chat.rate > 1/s", "ws.connect.rate > 1/s", "db.rate > 1/s"});
  EXPECT_EQ(verdict.criteria[0].observed, 50) << "1,000 in 20 s";
  EXPECT_EQ(verdict.criteria[1].observed, 2.5) << "100 in 40 s";
  EXPECT_EQ(verdict.criteria[2].observed, 50);
}

TEST(JudgeInPhases, LooksForGrowthInThatPhase) {
  RunResult run = a_good_one();
  const auto growth = [&run](Nanos alone, Nanos first, Nanos last) {
    run.tracks[0].intervals.clear();
    for (int second = 0; second < 40; ++second)
      run.tracks[0].intervals.push_back(an_interval(1s * second,
                                                    second < 10   ? alone
                                                    : second < 30 ? first
                                                                  : last,
                                                    second >= 10 && second < 20 ? 0 : 10));
    return statuses(judge_it(run)).at("ws: stable under load");
  };
  EXPECT_EQ(growth(10ms, 100ms, 100ms), CriterionStatus::pass) << "that together is slower than alone is no growth";
  EXPECT_EQ(growth(100ms, 100ms, 200ms), CriterionStatus::warn);
  EXPECT_EQ(growth(200ms, 100ms, 200ms), CriterionStatus::warn) << "slow before does not hide it";
}

TEST(JudgeInPhases, HasNoDataWhereTheRunNeverCameToThatPhase) {
  RunResult run = a_good_one();
  run.stop_reason = StopReason::interrupted;
  run.measured = 15s;
  run.phases[db_alone].to = run.phases[together].from = run.phases[together].to = 15s;
  for (TrackResult& track : run.tracks) track.phases[together] = TrackTotals(3);
  const Verdict verdict = judge_it(run);
  EXPECT_EQ(verdict.status, VerdictStatus::inconclusive);
  EXPECT_EQ(verdict.exit_code, ExitCode::interrupted);
  const auto found = statuses(verdict);
  for (const char* name : {"ws: users connected at once", "ws: p95 of chat response", "ws: chat success",
                           "db: p95 of query response", "db: query success"})
    EXPECT_EQ(found.at(name), CriterionStatus::no_data) << name;
  EXPECT_EQ(found.at("ws: connect success"), CriterionStatus::pass) << "connecting counts whenever it happens";
}

TEST(JudgeInPhases, FailsWhereATrackLostAllItsUsersWhileOthersWentOn) {
  RunResult run = a_good_one();
  run.tracks[1].ran_out_of_users = true;
  run.tracks[1].users.lost_kinds = {{"57P01 admin_shutdown", 10}};
  const Verdict verdict = judge_it(run);
  EXPECT_EQ(verdict.exit_code, ExitCode::criterion_failed);
  EXPECT_THAT(verdict.reasons, ElementsAre("no user of db was left before the end (57P01 admin_shutdown: 10)"));
}

TEST(JudgeInPhases, HoldsLagAgainstTheTimesOfThatPhase) {
  const struct {
    const char* what;
    Nanos alone, together;
    bool trustworthy;
  } cases[] = {
      {"little beside both", 50ms, 50ms, true},
      {"much beside what is judged", 500ms, 5ms, false},
      {"little beside what is judged, the mixture would be too quick", 1ms, 50ms, true},
      {"never came to it, much beside what there is", 5ms, 0ms, false},
  };
  for (const auto& c : cases) {
    RunResult run = a_run_in_phases();
    run.tracks[0].open_model = true;
    add_ok(run, 0, ws_alone, chat_id, c.alone, 10'000);
    if (c.together > 0ms) add_ok(run, 0, together, chat_id, c.together, 100);
    run.health.lag.record(2ms, 100);
    EXPECT_EQ(judge_generator(run, false).trustworthy, c.trustworthy) << c.what;
  }
}

}  // namespace
}  // namespace loadtest
