#include "judge/drift.h"

#include <gmock/gmock.h>

#include "core/random.h"
#include "judge/verdict.h"
#include "unit/judge/a_run.h"

namespace loadtest {
namespace {

using namespace ::loadtest::testing;
using ::testing::HasSubstr;

/// A soak of so many seconds: 40 chats a second that take 100 ms and more, as `rise_ms` and chance say, and of which a
/// share of up to `failing` fails.
RunResult a_soak(int seconds, double rise_ms, double failing = 0, std::uint64_t seed = 1) {
  RunResult run = a_run();
  run.measured = 1s * seconds;
  Random random(seed);
  for (int second = 0; second < seconds; ++second) {
    const double way = static_cast<double>(second) / seconds;
    Interval interval{.from = 1s * second, .length = 1s, .users = 100, .operations = {}};
    interval.operations.resize(3);
    IntervalHistogram histogram;
    IntervalOperation& chat = interval.operations[chat_id];
    chat.started = 40;
    for (int i = 0; i < 40; ++i) {
      if (random.uniform() < failing * way) {
        ++chat.failed;
        continue;
      }
      ++chat.ok;
      histogram.record(from_seconds((100 + rise_ms * way + random.exponential(30)) / 1000));
    }
    chat.response = SparseHistogram(histogram);
    run.tracks[0].intervals.push_back(std::move(interval));
  }
  add_ok(run, connect_id, 20ms, 100);
  add_ok(run, chat_id, 150ms, 1000);
  return run;
}

double drift(const RunResult& run, Measure measure = Measure::response) {
  const auto trend = find_drift(run.tracks[0], "chat", measure);
  return trend ? drift_of(*trend, measure) : -1;
}

std::vector<CriterionResult> criteria_of(const RunResult& run, std::vector<std::string> thresholds = {}) {
  const std::vector<MeasuredTrack> tracks{{"ws", "ws", {"connect", "chat", "ping"}}};
  Problems problems;
  auto results = judge(run, make_criteria(tracks, thresholds, true, problems), {}).criteria;
  EXPECT_TRUE(problems.empty());
  std::erase_if(results, [](const auto& one) { return one.name.find("drift") == std::string::npos; });
  return results;
}

TEST(Drift, OfNoiseIsNone) {
  int alarms = 0;
  for (std::uint64_t seed = 0; seed < 200; ++seed) alarms += drift(a_soak(600, 0, 0, seed)) > 0 ? 1 : 0;
  EXPECT_LE(alarms, 1);
}

TEST(Drift, OfTimesIsTheShareByWhichP95Grew) {
  // p95 of 100 ms and an exponential part of 30 ms is 190 ms.
  EXPECT_NEAR(drift(a_soak(600, 60)), 60 / 190.0, 0.06);
  EXPECT_EQ(drift(a_soak(600, -60)), 0) << "it got better";
}

TEST(Drift, OfErrorsIsByHowMuchTheirShareGrew) {
  EXPECT_NEAR(drift(a_soak(600, 0, 0.05), Measure::errors), 0.05, 0.015);
  EXPECT_EQ(drift(a_soak(600, 0, 0), Measure::errors), 0);
}

TEST(Drift, LooksAtNoRampUp) {
  RunResult run = a_soak(600, 0);
  for (int second = 0; second < 60; ++second) {
    Interval& interval = run.tracks[0].intervals[static_cast<std::size_t>(second)];
    interval.users = 10;
    IntervalHistogram fast;
    fast.record(5ms, 40);
    interval.operations[chat_id].response = SparseHistogram(fast);
  }
  EXPECT_EQ(drift(run), 0);
}

TEST(Drift, IsUnknownWhereTheLoadItselfGrew) {
  RunResult run = a_soak(600, 60);
  for (std::size_t i = 300; i < 600; ++i) run.tracks[0].intervals[i].operations[chat_id].started = 80;
  EXPECT_EQ(drift(run), -1);
  EXPECT_EQ(criteria_of(run).front().status, CriterionStatus::not_tried);
}

TEST(Drift, IsLookedAtInLongRunsAndWarns) {
  EXPECT_TRUE(criteria_of(a_soak(599, 60)).empty());
  const auto found = criteria_of(a_soak(600, 60));
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].name, "drift of chat response");
  EXPECT_EQ(found[0].status, CriterionStatus::warn);
  EXPECT_EQ(found[0].unit, "share");
  EXPECT_THAT(found[0].note, HasSubstr("at first, "));
  EXPECT_EQ(found[1].status, CriterionStatus::pass);
}

TEST(Drift, CanBeAThresholdOfARunOfAnyLength) {
  const auto found = criteria_of(a_soak(60, 100), {"ws.chat.response.drift < 10%"});
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].status, CriterionStatus::fail);
  EXPECT_THAT(found[0].reason, HasSubstr("drift of chat response was"));
  EXPECT_FALSE(Threshold::parse("ws.chat.service.drift < 10%"));
  EXPECT_FALSE(Threshold::parse("ws.chat.response.drift < 10ms"));
}

}  // namespace
}  // namespace loadtest
