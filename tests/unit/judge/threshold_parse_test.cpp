#include <gmock/gmock.h>

#include "judge/threshold.h"

namespace loadtest {
namespace {

using ::testing::HasSubstr;

struct Good {
  const char* what;
  const char* text;
  bool warn;
  const char* track;
  const char* operation;
  Measure measure;
  std::optional<Statistic> statistic;
  Comparison comparison;
  double value;
};

TEST(ThresholdParse, ReadsTheGrammarOfTheDocumentation) {
  const Good cases[] = {
      {"a percentile of an operation", "ws.chat.response.p95 < 2s", false, "ws", "chat", Measure::response,
       Statistic::p95, Comparison::less, 2000},
      {"a share in percent",
       "db.query.success > 99%",
       false,
       "db",
       "query",
       Measure::success,
       {},
       Comparison::greater,
       0.99},
      {"a warning for each track", "warn: *.errors < 1%", true, "*", "", Measure::errors, {}, Comparison::less, 0.01},
      {"users of a track", "ws.users >= 100", false, "ws", "", Measure::users, {}, Comparison::greater_equal, 100},
      {"a rate", "ws.chat.rate > 50/s", false, "ws", "chat", Measure::rate, {}, Comparison::greater, 50},
      {"a rate each minute", "ws.chat.rate > 3000/m", false, "ws", "chat", Measure::rate, {}, Comparison::greater, 50},
      {"no operation: all started ones", "ws.service.p999 <= 250ms", false, "ws", "", Measure::service, Statistic::p999,
       Comparison::less_equal, 250},
      {"a share as a number",
       "ws.chat.success > 0.5",
       false,
       "ws",
       "chat",
       Measure::success,
       {},
       Comparison::greater,
       0.5},
      {"no blanks at all", "ws.chat.failed.max<1m30s", false, "ws", "chat", Measure::failed, Statistic::max,
       Comparison::less, 90'000},
      {"blanks where people put them",
       "  warn:ws.chat.success  >  99 % ",
       true,
       "ws",
       "chat",
       Measure::success,
       {},
       Comparison::greater,
       0.99},
      {"zero needs no unit", "ws.chat.late <= 0", false, "ws", "chat", Measure::late, {}, Comparison::less_equal, 0},
      {"zero of a rate", "ws.rate > 0", false, "ws", "", Measure::rate, {}, Comparison::greater, 0},
  };
  for (const Good& c : cases) {
    const auto parsed = Threshold::parse(c.text);
    ASSERT_TRUE(parsed) << c.what << ": " << parsed.error().line();
    EXPECT_EQ(parsed->warn, c.warn) << c.what;
    EXPECT_EQ(parsed->track, c.track) << c.what;
    EXPECT_EQ(parsed->operation, c.operation) << c.what;
    EXPECT_EQ(parsed->measure, c.measure) << c.what;
    EXPECT_EQ(parsed->statistic, c.statistic) << c.what;
    EXPECT_EQ(parsed->comparison, c.comparison) << c.what;
    EXPECT_DOUBLE_EQ(parsed->value, c.value) << c.what;
  }
}

TEST(ThresholdParse, SaysWhatIsWrongAndShowsOneThatWorks) {
  const struct {
    const char* text;
    const char* says;
  } cases[] = {
      {"", "is empty"},
      {"ws.chat.response.p95", "has no comparison, use <, <=, > or >="},
      {"ws.chat.response.p95 = 2s", "has no comparison"},
      {"ws.chat.respnse.p95 < 2s", "unknown measure \"respnse\", did you mean response"},
      {"ws.chat.response.p59 < 2s", "unknown statistic \"p59\""},
      {"ws.chat.latency < 2s", "unknown measure \"latency\", there are response service failed"},
      {"ws.chat.response < 2s", "which response time? add one of min mean p50"},
      {"ws.chat.success.p95 > 99%", "success is one number and has no p95"},
      {"ws.chat.response.p95 < 2", "\"2\" has no unit, try 2ms or 2s"},
      {"ws.chat.response.p95 < 99%", "\"99%\" is not a time"},
      {"ws.chat.success > 99", "\"99\" has no unit, try 99%"},
      {"ws.chat.success > 101%", "\"101%\" is not between 0% and 100%"},
      {"ws.chat.success > nan", "\"nan\" is not between 0% and 100%"},
      {"ws.chat.success > high", "\"high\" is not a share"},
      {"ws.chat.rate > fast", "\"fast\" is not a rate"},
      {"ws.users >= 1.5", "\"1.5\" is not a whole number"},
      {"ws.users >= -1", "\"-1\" is not a whole number"},
      {"ws.users >=", "there is no value"},
      {"users >= 100", "needs a track and a measure"},
      {"ws..p95 < 2s", "nothing beside one of its dots"},
      {"ws.p95 < 2s", "p95 of what?"},
      {"ws.chat.users > 3", "try ws.users"},
      {"a.b.c.response.p95 < 2s", "has too many parts"},
      {"wran: ws.errors < 1%", "\"wran:\" is no prefix, only warn: is"},
      {"< 2s", "says nothing about what"},
  };
  for (const auto& c : cases) {
    const auto parsed = Threshold::parse(c.text);
    ASSERT_FALSE(parsed) << c.text;
    EXPECT_EQ(parsed.error().kind, ErrorKind::usage) << c.text;
    EXPECT_THAT(parsed.error().message, HasSubstr(c.says)) << c.text;
    EXPECT_THAT(parsed.error().message, HasSubstr(c.text)) << "the expression must be named";
    EXPECT_THAT(parsed.error().hint, HasSubstr("for example ws.chat.response.p95 < 2s"));
  }
}

}  // namespace
}  // namespace loadtest
