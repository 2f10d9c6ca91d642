#include "compare/regression_limit.h"

#include <gtest/gtest.h>

namespace loadtest {
namespace {

TEST(RegressionLimit, IsReadAsItIsMeant) {
  struct Case {
    const char* text;
    const char *track, *operation;
    ComparedMeasure measure;
    double share;
  };
  const Case cases[] = {
      {"p95=10%", "", "", ComparedMeasure::p95, 0.10},
      {"success=0.005", "", "", ComparedMeasure::success, 0.005},
      {"chat.p99=15%", "", "chat", ComparedMeasure::p99, 0.15},
      {"ws.chat.rate=3%", "ws", "chat", ComparedMeasure::rate, 0.03},
      {"*.*.p50=5%", "*", "*", ComparedMeasure::p50, 0.05},
      // as thresholds write it
      {"ws.chat.response.p95=10%", "ws", "chat", ComparedMeasure::p95, 0.10},
      {"ws.chat.service.p95=10%", "ws", "chat", ComparedMeasure::service_p95, 0.10},
      {"service_p95=10%", "", "", ComparedMeasure::service_p95, 0.10},
  };
  for (const Case& one : cases) {
    const auto limit = RegressionLimit::parse(one.text);
    ASSERT_TRUE(limit) << one.text << ": " << limit.error().line();
    EXPECT_EQ(limit->track, one.track) << one.text;
    EXPECT_EQ(limit->operation, one.operation) << one.text;
    EXPECT_EQ(limit->measure, one.measure) << one.text;
    EXPECT_DOUBLE_EQ(limit->share, one.share) << one.text;
  }
}

TEST(RegressionLimit, SaysWhatIsWrong) {
  struct Case {
    const char *text, *says;
  };
  for (const Case& one : {Case{"p95", "has no =SHARE"}, Case{"p95=fast", "no share"}, Case{"p95=200%", "no share"},
                          Case{"p96=1%", "no measure"}, Case{"a.b.c.p95=1%", "is not"}, Case{".p95=1%", "is not"},
                          Case{"=5%", "is not"}, Case{"", "has no =SHARE"}}) {
    const auto limit = RegressionLimit::parse(one.text);
    ASSERT_FALSE(limit) << one.text;
    EXPECT_NE(limit.error().message.find(one.says), std::string::npos) << limit.error().line();
  }
}

TEST(RegressionLimit, SpeaksOfTheLoadWhereItNamesNoOperation) {
  const auto limit = *RegressionLimit::parse("p95=10%");
  EXPECT_TRUE(limit.is_for("ws", "chat", true, ComparedMeasure::p95));
  EXPECT_TRUE(limit.is_for("ws", "chat", true, ComparedMeasure::calm_p95)) << "p95 in both views";
  EXPECT_FALSE(limit.is_for("ws", "connect", false, ComparedMeasure::p95));
  EXPECT_FALSE(limit.is_for("ws", "chat", true, ComparedMeasure::p99));
  const auto named = *RegressionLimit::parse("connect.p95=10%");
  EXPECT_TRUE(named.is_for("ws", "connect", false, ComparedMeasure::p95));
  EXPECT_FALSE(named.is_for("ws", "chat", true, ComparedMeasure::p95));
  const auto track = *RegressionLimit::parse("db.p95=10%");
  EXPECT_TRUE(track.is_for("db", "query", true, ComparedMeasure::p95)) << "a track in an operation's place";
  EXPECT_FALSE(track.is_for("ws", "chat", true, ComparedMeasure::p95));
}

}  // namespace
}  // namespace loadtest
