#include "stats/recorder.h"

#include <gtest/gtest.h>

namespace loadtest {
namespace {

using namespace std::chrono_literals;

const TimePoint t0{};

Sample taken(Nanos intended, Nanos sent, Nanos done, Outcome outcome = Outcome::ok, ErrorId error = 0) {
  return {t0 + intended, t0 + sent, t0 + done, 0, outcome, error, 10, 20};
}

TEST(Recorder, KeepsResponseAndServiceTimeAndFailuresApart) {
  ErrorKinds kinds;
  const ErrorId refused = kinds.intern("refused");
  Recorder recorder(1, 1);
  for (int i = 0; i < 3; ++i) recorder.started(0, 0);
  recorder.record(taken(0ms, 90ms, 100ms), 0);
  recorder.record(taken(0ms, 0ms, 1ms, Outcome::failed, refused), 0);
  recorder.record(taken(0ms, 0ms, 500ms, Outcome::cancelled), 0);
  const auto totals = recorder.take_totals(kinds);
  const OperationStats& stats = totals[0][0];
  EXPECT_EQ(stats.tally.started, 3u);
  EXPECT_EQ(stats.tally.ok, 1u);
  EXPECT_EQ(stats.tally.failed, 1u);
  EXPECT_EQ(stats.tally.cancelled, 1u);
  EXPECT_EQ(stats.tally.bytes_received, 60u);
  EXPECT_EQ(stats.response.max(), 100ms);
  EXPECT_EQ(stats.service.max(), 10ms);
  EXPECT_EQ(stats.response.count(), 1u) << "a fast refusal must not improve the percentiles";
  EXPECT_EQ(stats.failed.count(), 2u);
  EXPECT_EQ(stats.failed.max(), 500ms) << "an operation given up counts with its age";
  EXPECT_EQ(stats.cancelled_max, 500ms);
  EXPECT_EQ(stats.errors.at("refused"), 1u);
}

TEST(Recorder, ARollHasWhatHappenedSinceTheLast) {
  const ErrorKinds kinds;
  Recorder recorder(1, 1);
  recorder.started(0, 0);
  recorder.record(taken(0ms, 0ms, 7ms), 0);
  EXPECT_EQ(recorder.roll(kinds)[0].response.count(), 1u);
  const auto second = recorder.roll(kinds);
  EXPECT_EQ(second[0].started, 0u);
  EXPECT_EQ(second[0].response.count(), 0u);
}

TEST(Recorder, ARollNamesTheFailuresSinceTheLast) {
  ErrorKinds kinds;
  const ErrorId refused = kinds.intern("refused");
  Recorder recorder(1, 1);
  recorder.planned();
  recorder.record(taken(0ms, 0ms, 1ms, Outcome::failed, refused), 0);
  recorder.record(taken(0ms, 0ms, 1ms, Outcome::failed, refused), 0);
  EXPECT_EQ(recorder.roll(kinds)[0].errors, (KindCounts{{"refused", 2}}));
  EXPECT_EQ(recorder.take_planned(), 1u);
  EXPECT_TRUE(recorder.roll(kinds)[0].errors.empty());
  EXPECT_EQ(recorder.take_planned(), 0u);
  EXPECT_EQ(recorder.take_totals(kinds)[0][0].errors, (KindCounts{{"refused", 2}}));
}

TEST(ErrorKinds, InventedErrorTextsDoNotGrowWithoutBound) {
  ErrorKinds kinds;
  for (int i = 0; i < 1000; ++i) kinds.intern("error " + std::to_string(i));
  EXPECT_EQ(kinds.size(), ErrorKinds::kinds_max + 1);
  EXPECT_EQ(kinds.name(kinds.intern("yet another")), "other");
  EXPECT_EQ(kinds.name(kinds.intern("error 3")), "error 3");
}

}  // namespace
}  // namespace loadtest
