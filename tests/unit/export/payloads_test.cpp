#include "export/payloads.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "export/dogstatsd.h"
#include "export/exposition.h"
#include "unit/export/a_snapshot.h"

namespace loadtest {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

TEST(Exposition, OpenMetricsNamesACountersFamilyWithoutItsSuffixAndTheOlderFormatWithIt) {
  const std::string open = exposition(*a_snapshot(), a_source, MetricsForm::open_metrics);
  const std::string classic = exposition(*a_snapshot(), a_source, MetricsForm::classic);
  EXPECT_THAT(open, HasSubstr("# TYPE loadtest_operations counter\n"));
  EXPECT_THAT(classic, HasSubstr("# TYPE loadtest_operations_total counter\n"));
  for (const std::string& page : {open, classic}) {
    EXPECT_THAT(page, HasSubstr("\nloadtest_operations_total{track=\"ws\",operation=\"chat\",outcome=\"ok\",name="
                                "\"nightly\",team=\"a b\"} 3\n"));
    EXPECT_THAT(page,
                HasSubstr("_bucket{track=\"ws\",operation=\"chat\",le=\"0.0005\",name=\"nightly\",team=\"a b\"} 1\n"));
    EXPECT_THAT(page, HasSubstr("le=\"1.0\""));
    EXPECT_THAT(page, HasSubstr("le=\"+Inf\",name=\"nightly\",team=\"a b\"} 3\n"));
  }
  EXPECT_TRUE(open.ends_with("# EOF\n"));
  EXPECT_THAT(classic, Not(HasSubstr("EOF")));
}

TEST(Exposition, IsWhatTheReaderAccepts) {
  EXPECT_EQ(wanted_form("application/openmetrics-text;version=1.0.0,*/*;q=0.1"), MetricsForm::open_metrics);
  EXPECT_EQ(wanted_form("text/plain"), MetricsForm::classic);
  EXPECT_EQ(wanted_form(""), MetricsForm::classic);
}

TEST(Influx, WritesALineForEachPointAndEscapesTags) {
  const std::string lines = influx_payload({a_snapshot()}, a_source);
  EXPECT_THAT(lines,
              StartsWith("loadtest_users,run=r1,host=h,name=nightly,team=a\\ b,track=ws value=7 1002500000000\n"));
  EXPECT_THAT(lines, HasSubstr("outcome=ok value=3i 1002500000000\n"));
  EXPECT_THAT(lines, HasSubstr("count=3i,sum=0.25,le_0.0005=1i"));
}

TEST(DogStatsD, CountsWhatWasAddedSinceItWasLastSent) {
  DogStatsD format(a_source);
  const std::string tags = "|#name:nightly,team:a_b,track:ws";
  const std::string count = "|c|#name:nightly,team:a_b,track:ws,operation:chat,outcome:ok";
  EXPECT_THAT(format.datagrams(*a_snapshot(3)),
              ElementsAre("loadtest.users:7|g" + tags + "\nloadtest.operations:3" + count));
  // It was not sent, so that the next has it too.
  EXPECT_THAT(format.datagrams(*a_snapshot(5)), ElementsAre(HasSubstr("loadtest.operations:5" + count)));
  format.sent();
  EXPECT_THAT(format.datagrams(*a_snapshot(9)), ElementsAre(HasSubstr("loadtest.operations:4" + count)));
  format.sent();
  EXPECT_THAT(format.datagrams(*a_snapshot(9)), ElementsAre(Not(HasSubstr("loadtest.operations"))));
}

TEST(RemoteWrite, IsAWriteRequestWithLabelsByName) {
  auto snapshot = std::make_shared<MetricSnapshot>();
  snapshot->at = Instant(std::chrono::milliseconds(300));
  snapshot->points.push_back({&metrics::running, {}, 1});
  const std::string labels =
      std::string("\x0a\x1c\x0a\x08__name__\x12\x10loadtest_running", 30) +
      std::string("\x0a\x0d\x0a\x08instance\x12\x01h", 15) + std::string("\x0a\x0f\x0a\x03job\x12\x08loadtest", 17) +
      std::string("\x0a\x0f\x0a\x04name\x12\x07nightly", 17) + std::string("\x0a\x09\x0a\x03run\x12\x02r1", 11) +
      std::string(
          "\x0a\x0b\x0a\x04team\x12\x03"
          "a b",
          13);
  const std::string sample("\x12\x0c\x09\x00\x00\x00\x00\x00\x00\xf0\x3f\x10\xac\x02", 14);
  const std::string series = labels + sample;
  EXPECT_EQ(remote_write_request({snapshot}, a_source),
            "\x0a" + std::string(1, static_cast<char>(series.size())) + series);
}

}  // namespace
}  // namespace loadtest
