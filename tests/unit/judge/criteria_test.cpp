#include <gmock/gmock.h>

#include "judge/criteria.h"
#include "unit/judge/a_run.h"

namespace loadtest {
namespace {

using namespace testing;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

const std::vector<MeasuredTrack> one_ws{{"ws", "ws", {"connect", "chat", "ping"}}};

std::vector<std::string> expressions(const std::vector<MeasuredTrack>& tracks, std::vector<std::string> thresholds,
                                     bool with_defaults = true) {
  Problems problems;
  std::vector<std::string> texts;
  for (const Criterion& one : make_criteria(tracks, thresholds, with_defaults, problems))
    texts.push_back(one.threshold.text);
  for (const Error& problem : problems) texts.push_back("problem: " + problem.line());
  return texts;
}

constexpr const char* growth = "ws.chat.response.p95 last third <= 1.5 x first third";
// Of long runs alone.
constexpr const char *times_drift = "ws.chat.response.drift < 20%", *errors_drift = "ws.chat.errors.drift < 1%";

TEST(MakeCriteria, HasTheDefaultsOfTheWorkload) {
  EXPECT_THAT(expressions(one_ws, {}),
              ElementsAre("ws.users >= 100", "ws.chat.response.p95 < 2s", "ws.connect.success > 95%",
                          "ws.chat.success > 99%", growth, times_drift, errors_drift));
}

const std::vector<MeasuredTrack> one_db{{"db", "db", {"acquire", "connect", "query", "profile"}}};

TEST(MakeCriteria, HasTheDefaultsOfTheDatabase) {
  EXPECT_THAT(expressions(one_db, {}), ElementsAre("db.query.response.p95 < 100ms", "db.query.success > 99%",
                                                   "db.query.response.p95 last third <= 1.5 x first third",
                                                   "db.query.response.drift < 20%", "db.query.errors.drift < 1%"));
}

TEST(MakeCriteria, ReplacesTheDefaultOnTheSameTrackOperationAndMeasure) {
  // The statistic does not matter: p99 speaks of the same response time as p95.
  EXPECT_THAT(expressions(one_ws, {"ws.chat.response.p99 < 3s"}),
              ElementsAre("ws.users >= 100", "ws.connect.success > 95%", "ws.chat.success > 99%", growth, times_drift,
                          errors_drift, "ws.chat.response.p99 < 3s"));
  // Two on one measure both stand.
  EXPECT_THAT(expressions(one_ws, {"ws.users >= 5", "warn: ws.users >= 9"}),
              ElementsAre("ws.chat.response.p95 < 2s", "ws.connect.success > 95%", "ws.chat.success > 99%", growth,
                          times_drift, errors_drift, "ws.users >= 5", "warn: ws.users >= 9"));
  // Another measure of the same operation replaces nothing; nor does the measure without the operation.
  EXPECT_THAT(
      expressions(one_ws, {"ws.chat.errors < 1%", "ws.success > 1%"}),
      ElementsAre("ws.users >= 100", "ws.chat.response.p95 < 2s", "ws.connect.success > 95%", "ws.chat.success > 99%",
                  growth, times_drift, errors_drift, "ws.chat.errors < 1%", "ws.success > 1%"));
}

TEST(MakeCriteria, DropsTheDefaultsWhenSwitchedOff) {
  EXPECT_THAT(expressions(one_ws, {}, false), ElementsAre());
  EXPECT_THAT(expressions(one_ws, {"ws.users >= 5"}, false), ElementsAre("ws.users >= 5"));
}

TEST(MakeCriteria, WritesOutTheStarForEachTrackThatHasTheOperation) {
  const std::vector<MeasuredTrack> two{{"sockets", "ws", {"connect", "chat"}}, {"files", "ftp", {"connect", "get"}}};
  EXPECT_THAT(expressions(two, {"warn: *.errors < 1%", "*.get.rate > 1/s"}, false),
              ElementsAre("warn: sockets.errors < 1%", "warn: files.errors < 1%", "files.get.rate > 1/s"));
}

TEST(MakeCriteria, NamesTheTrackWhereThereAreSeveral) {
  const std::vector<MeasuredTrack> two{{"a", "ws", {"chat"}}, {"b", "ws", {"chat"}}};
  Problems problems;
  const auto criteria = make_criteria(two, std::vector<std::string>{"b.chat.late <= 0"}, false, problems);
  EXPECT_EQ(criteria.at(0).name, "b: chat late");
}

TEST(MakeCriteria, TellsEveryBadExpressionAtOnce) {
  Problems problems;
  const std::vector<std::string> thresholds{"wz.users >= 5", "ws.chta.success > 99%", "ws.chat.success >",
                                            "chat.response.p95 < 2s", "*.query.rate > 1/s"};
  make_criteria(one_ws, thresholds, true, problems);
  ASSERT_EQ(problems.size(), 5u);
  EXPECT_THAT(problems[0].line(), HasSubstr("this run has no track \"wz\" (did you mean ws)"));
  EXPECT_THAT(problems[1].line(), HasSubstr("no operation \"chta\" (did you mean chat)"));
  EXPECT_THAT(problems[2].line(), HasSubstr("there is no value"));
  EXPECT_THAT(problems[3].line(), HasSubstr("it is an operation of ws, write ws.chat"));
  EXPECT_THAT(problems[4].line(), HasSubstr("there is connect, chat, ping"));
}

CriterionResult evaluate_default(std::size_t index, const RunResult& run) {
  Problems problems;
  return evaluate(make_criteria(one_ws, {}, true, problems).at(index), run, run.measured);
}

TEST(Evaluate, WarnsBetweenTheBoundsOfResponseTime) {
  const struct {
    const char* what;
    Nanos p95;
    CriterionStatus status;
  } cases[] = {
      {"well under 2 s", 400ms, CriterionStatus::pass},
      {"exactly at the limit does not pass", 2s, CriterionStatus::warn},
      {"between", 2500ms, CriterionStatus::warn},
      {"exactly where failing begins", 3s, CriterionStatus::warn},
      {"beyond", 3100ms, CriterionStatus::fail},
  };
  for (const auto& c : cases) {
    RunResult run = a_run();
    add_ok(run, chat_id, c.p95, 1000);
    EXPECT_EQ(evaluate_default(1, run).status, c.status) << c.what;
  }
}

TEST(Evaluate, WarnsBetweenTheBoundsOfConnectSuccess) {
  const struct {
    std::uint64_t ok;
    CriterionStatus status;
  } cases[] = {{96, CriterionStatus::pass},
               {95, CriterionStatus::warn},
               {90, CriterionStatus::warn},
               {89, CriterionStatus::fail}};
  for (const auto& c : cases) {
    RunResult run = a_run();
    add_ok(run, connect_id, 10ms, c.ok);
    add_failed(run, connect_id, "refused", 100 - c.ok);
    EXPECT_EQ(evaluate_default(2, run).status, c.status) << c.ok << " of 100";
  }
}

TEST(Evaluate, WarnsBetweenTheBoundsOfTheDatabase) {
  const struct {
    Nanos p95;
    std::uint64_t ok;  // of 1,000
    CriterionStatus response, success;
  } cases[] = {
      {99ms, 991, CriterionStatus::pass, CriterionStatus::pass},
      {101ms, 990, CriterionStatus::warn, CriterionStatus::warn},
      {199ms, 950, CriterionStatus::warn, CriterionStatus::warn},
      {202ms, 949, CriterionStatus::fail, CriterionStatus::fail},
  };
  Problems problems;
  const auto criteria = make_criteria(one_db, {}, true, problems);
  for (const auto& c : cases) {
    RunResult run = a_run();
    run.tracks[0].name = run.tracks[0].workload = "db";
    run.tracks[0].operations = {{"acquire", 0}, {"query", 0}, {"profile", 1}};
    add_ok(run, 1, c.p95, c.ok);
    add_failed(run, 1, "57014 query_canceled", 1000 - c.ok);
    EXPECT_EQ(evaluate(criteria.at(0), run, run.measured).status, c.response) << c.p95.count();
    EXPECT_EQ(evaluate(criteria.at(1), run, run.measured).status, c.success) << c.ok;
  }
}

TEST(Evaluate, CountsConnectedUsersOnlyWhereEnoughWereAskedFor) {
  const struct {
    const char* what;
    std::uint32_t asked, peak;
    CriterionStatus status;
    const char* note;
  } cases[] = {
      {"all of them", 100, 100, CriterionStatus::pass, ""},
      {"one too few", 100, 99, CriterionStatus::warn, "fails under 50"},
      {"the last that warns", 200, 50, CriterionStatus::warn, "fails under 50"},
      {"too few", 200, 49, CriterionStatus::fail, ""},
      {"a small run cannot show it", 10, 9, CriterionStatus::not_tried, "not tried (asked for 10), 9 of 10 connected"},
      {"99 asked for is still not 100", 99, 99, CriterionStatus::not_tried,
       "not tried (asked for 99), 99 of 99 connected"},
  };
  for (const auto& c : cases) {
    RunResult run = a_run();
    run.tracks[0].users.asked = c.asked;
    run.tracks[0].users.peak = c.peak;
    const CriterionResult result = evaluate_default(0, run);
    EXPECT_EQ(result.status, c.status) << c.what;
    EXPECT_EQ(result.note, c.note) << c.what;
    EXPECT_EQ(result.observed, c.peak) << c.what;
  }
}

TEST(Evaluate, ComparesTheLastThirdWithTheFirst) {
  const struct {
    const char* what;
    Nanos first, last;
    std::uint64_t samples;  // each interval
    CriterionStatus status;
  } cases[] = {
      {"no slower", 100ms, 100ms, 10, CriterionStatus::pass},
      {"a little slower", 100ms, 140ms, 10, CriterionStatus::pass},
      {"much slower only warns", 100ms, 400ms, 10, CriterionStatus::warn},
      {"too few samples to say", 100ms, 400ms, 9, CriterionStatus::not_tried},
  };
  for (const auto& c : cases) {
    RunResult run = a_run();
    // Warm-up and drain, in which nothing is started, belong to no third: 3 + 3 + 3 working seconds remain.
    for (int second = 0; second < 15; ++second) {
      const bool working = second >= 4 && second < 13;
      run.tracks[0].intervals.push_back(
          an_interval(Nanos(1s) * second, second < 7 ? c.first : c.last, working ? c.samples : 0));
    }
    const CriterionResult result = evaluate_default(4, run);
    EXPECT_EQ(result.status, c.status) << c.what;
    EXPECT_EQ(result.observed.has_value(), c.samples >= 10) << c.what;
  }
  EXPECT_EQ(evaluate_default(4, a_run()).status, CriterionStatus::not_tried) << "no intervals at all";
}

TEST(Evaluate, DoesNotTryStabilityWhereTheLoadWasToChange) {
  RunResult run = a_run();
  for (int second = 0; second < 9; ++second)
    run.tracks[0].intervals.push_back(an_interval(Nanos(1s) * second, second < 4 ? 100ms : 900ms, 20));
  EXPECT_EQ(evaluate_default(4, run).status, CriterionStatus::warn);
  run.tracks[0].steady = false;
  const CriterionResult result = evaluate_default(4, run);
  EXPECT_EQ(result.status, CriterionStatus::not_tried);
  EXPECT_EQ(result.note, "not tried (the load was to change during the run)");
}

TEST(Evaluate, DoesNotAskAHundredUsersOfSessions) {
  RunResult run = a_run();
  run.tracks[0].by_sessions = true;
  run.tracks[0].users.peak = 37;
  const CriterionResult result = evaluate_default(0, run);
  EXPECT_EQ(result.status, CriterionStatus::not_tried);
  EXPECT_EQ(result.note, "not tried (users come by sessions), 37 at once");
}

TEST(Evaluate, NeverPassesWithoutData) {
  for (std::size_t index : {1u, 2u, 3u}) {
    const CriterionResult result = evaluate_default(index, a_run());
    EXPECT_EQ(result.status, CriterionStatus::no_data) << result.expression;
    EXPECT_THAT(result.reason, HasSubstr("there is no data for"));
  }
}

TEST(Evaluate, SaysWhatWasSeenAndWhatWasWanted) {
  RunResult run = a_run();
  add_ok(run, chat_id, 3410ms, 900);
  add_failed(run, chat_id, "reply timeout", 100);
  run.tracks[0].users.peak = 48;
  EXPECT_EQ(evaluate_default(0, run).reason, "48 users were connected at the same time, needed 100");
  EXPECT_EQ(evaluate_default(1, run).reason, "p95 of chat response was 3.41 s, limit 2 s");
  EXPECT_EQ(evaluate_default(3, run).reason, "chat success was 90 %, needed 99 %");
}

}  // namespace
}  // namespace loadtest
