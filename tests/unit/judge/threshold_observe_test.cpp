#include <gmock/gmock.h>

#include "judge/threshold.h"
#include "unit/judge/a_run.h"

namespace loadtest {
namespace {

using namespace testing;

std::optional<double> observe(const RunResult& run, const char* expression) {
  return Threshold::parse(expression).value().observe(run.tracks[0], run.measured);
}

TEST(ThresholdObserve, ReadsEachMeasure) {
  RunResult run = a_run();
  add_ok(run, chat_id, 400ms, 90);
  add_failed(run, chat_id, "reply timeout", 6);
  run.tracks[0].total[chat_id].tally.dropped = 4;
  run.tracks[0].total[chat_id].tally.late = 5;
  const struct {
    const char* what;
    const char* expression;
    double expected;
  } cases[] = {
      {"response time of what worked", "ws.chat.response.p95 < 1s", 400},
      {"the mean, in ms", "ws.chat.response.mean < 1s", 400},
      {"age of what failed", "ws.chat.failed.min < 1s", 10'000},
      {"dropped arrivals count as asked for", "ws.chat.success > 0", 0.90},
      {"and as failed", "ws.chat.errors < 1%", 0.10},
      {"rate counts what worked", "ws.chat.rate > 1", 4.5},
      {"most users connected at once", "ws.users > 1", 100},
      {"dropped", "ws.chat.dropped < 1", 4},
      {"late", "ws.chat.late < 1", 5},
  };
  for (const auto& c : cases) {
    const auto observed = observe(run, c.expression);
    ASSERT_TRUE(observed) << c.what;
    EXPECT_NEAR(*observed, c.expected, c.expected * 0.001) << c.what;
  }
}

TEST(ThresholdObserve, AddsUpTheStartedOperationsWhereNoneIsNamed) {
  RunResult run = a_run();
  run.tracks[0].operations.push_back({"history", 1});
  run.tracks[0].total.resize(4);
  add_ok(run, chat_id, 100ms, 10);
  add_ok(run, 3, 900ms, 10);
  add_failed(run, connect_id, "refused", 80);  // connecting is left out
  EXPECT_DOUBLE_EQ(observe(run, "ws.success > 1%").value(), 1.0);
  EXPECT_DOUBLE_EQ(observe(run, "ws.rate > 1/s").value(), 1.0);
  EXPECT_NEAR(observe(run, "ws.response.max < 1s").value(), 900, 1);
  EXPECT_NEAR(observe(run, "ws.response.p50 < 1s").value(), 100, 1);
}

TEST(ThresholdObserve, FindsNoDataWhereNothingHappened) {
  const RunResult run = a_run();
  for (const char* expression :
       {"ws.chat.response.p95 < 2s", "ws.chat.success > 1%", "ws.chat.errors < 1%", "ws.chat.dropped <= 0",
        "ws.chat.late <= 0", "ws.chat.rate < 5/s", "ws.errors < 1%", "ws.unheard_of.rate < 5/s"})
    EXPECT_EQ(observe(run, expression), std::nullopt) << expression;
}

TEST(ThresholdObserve, FindsNoResponseTimeWhereEverythingFailed) {
  RunResult run = a_run();
  add_failed(run, chat_id, "reply timeout", 5);
  EXPECT_EQ(observe(run, "ws.chat.response.p95 < 2s"), std::nullopt);
  EXPECT_EQ(observe(run, "ws.chat.success > 99%"), 0.0);
}

TEST(ThresholdHolds, ComparesStrictlyWhereItSaysSo) {
  const struct {
    const char* expression;
    double below, at, above;  // what holds, as 0 or 1
  } cases[] = {
      {"ws.users < 5", 1, 0, 0}, {"ws.users <= 5", 1, 1, 0}, {"ws.users > 5", 0, 0, 1}, {"ws.users >= 5", 0, 1, 1}};
  for (const auto& c : cases) {
    const Threshold threshold = Threshold::parse(c.expression).value();
    EXPECT_EQ(threshold.holds(4), c.below) << c.expression;
    EXPECT_EQ(threshold.holds(5), c.at) << c.expression;
    EXPECT_EQ(threshold.holds(6), c.above) << c.expression;
  }
}

}  // namespace
}  // namespace loadtest
