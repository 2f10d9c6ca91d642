#include "core/units.h"

#include <gmock/gmock.h>

#include <limits>

namespace loadtest {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

TEST(Duration, IsReadInEveryWayPeopleWriteIt) {
  const struct {
    std::string_view text;
    Nanos expected;
  } cases[] = {
      {"0", 0ns},             // nothing
      {"300", 300s},          // a bare number means seconds
      {"0.2", 200ms},         // also a fraction of one
      {"0.2s", 200ms},        // exactly, though 0.2 is no binary number
      {"250ms", 250ms},       // milliseconds are not minutes and a rest
      {"90s", 90s},           //
      {"5m", 5min},           //
      {"1h30m", 90min},       // units together
      {"1h0.5s", 3600500ms},  // any of them left out
      {"500us", 500us},       //
      {"5µs", 5us},           //
      {"7ns", 7ns},           //
      {"8760h", 8760h},       // the longest: 365 days
  };
  for (const auto& c : cases) {
    const auto parsed = parse_duration(c.text);
    ASSERT_TRUE(parsed) << c.text << ": " << parsed.error().line();
    EXPECT_EQ(*parsed, c.expected) << c.text;
  }
}

TEST(Duration, RefusesWhatIsNone) {
  const std::string_view cases[] = {
      "",                                   // nothing
      "s",                                  // no number
      "-5s",                                // backwards
      "+5s",                                // a sign
      " 5s",                                // blanks
      "5 s",                                //
      "5x",                                 // no such unit
      "5S",                                 // units are written small
      "1h30",                               // the second number has no unit
      "30m1h",                              // the wrong way round
      "5m5m",                               // twice
      "1e3",                                // exponents
      "0x10",                               //
      "nan",                                //
      "inf",                                //
      "1.2.3s",                             //
      "5s\n",                               //
      "8761h",                              // more than 365 days
      "99999999999999999999999999999999h",  // overflows everything
  };
  for (const auto text : cases) {
    const auto parsed = parse_duration(text);
    ASSERT_FALSE(parsed) << text;
    EXPECT_EQ(parsed.error().kind, ErrorKind::usage);
    EXPECT_THAT(parsed.error().message, HasSubstr(text));
  }
}

TEST(Duration, IsWrittenShortAndReadBack) {
  const struct {
    Nanos t;
    std::string_view expected;
  } cases[] = {
      {0ns, "0s"},
      {1ns, "1ns"},
      {1500ns, "1.5us"},
      {250ms, "250ms"},
      {1250us, "1.25ms"},
      {1500ms, "1.5s"},
      {60s, "60s"},
      {90s, "90s"},
      {150s, "2m30s"},
      {5min, "5m"},
      {1h, "1h"},
      {90min, "1h30m"},
      {3601500ms, "1h1.5s"},
      {1000000001ns, "1.000000001s"},
      {8760h, "8760h"},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(format_duration(c.t), c.expected);
    EXPECT_EQ(parse_duration(c.expected).value(), c.t);
  }
}

TEST(Rate, IsReadPerSecondMinuteAndHour) {
  EXPECT_DOUBLE_EQ(parse_rate("500").value(), 500);
  EXPECT_DOUBLE_EQ(parse_rate("500/s").value(), 500);
  EXPECT_DOUBLE_EQ(parse_rate("30000/m").value(), 500);
  EXPECT_DOUBLE_EQ(parse_rate("36/h").value(), 0.01);
  EXPECT_DOUBLE_EQ(parse_rate("0.5/s").value(), 0.5);
  for (const std::string_view text :
       {"", "0", "0/s", "-1", "5/d", "5/", "/s", "5 /s", "1e3", "inf", "nan", "1e999", "2000000000/s"}) {
    EXPECT_FALSE(parse_rate(text)) << text;
  }
}

TEST(Count, IsAWholeNumberWithinItsBounds) {
  EXPECT_EQ(parse_count("1", 1, 10).value(), 1u);
  EXPECT_EQ(parse_count("10", 1, 10).value(), 10u);
  EXPECT_EQ(parse_count("18446744073709551615", 0, std::numeric_limits<std::uint64_t>::max()).value(),
            std::numeric_limits<std::uint64_t>::max());
  for (const std::string_view text : {"", "0", "11", "-1", "+5", "5.0", "5 ", "ten", "0x5", "18446744073709551616"}) {
    EXPECT_FALSE(parse_count(text, 1, 10)) << text;
  }
  EXPECT_EQ(parse_count("0", 1, 1000000).error().line(), "\"0\" is not a whole number from 1 to 1000000");
}

TEST(ShowMillis, HasThreeDigitsAndTheUnitThatFits) {
  const struct {
    double ms;
    std::string_view expected;
  } cases[] = {
      {0, "0 ms"},        {412, "412 ms"},    {412.4, "412 ms"}, {3412, "3.41 s"},    {0.087, "87 µs"},
      {1.234, "1.23 ms"}, {12.34, "12.3 ms"}, {999.4, "999 ms"}, {999.9, "1 s"},      {1000, "1 s"},
      {0.9999, "1 ms"},   {0.0001, "100 ns"}, {10000, "10 s"},   {3600000, "3600 s"}, {0.3, "300 µs"},
      {1, "1 ms"},        {2000, "2 s"},
  };
  for (const auto& c : cases) EXPECT_EQ(show_millis(c.ms), c.expected) << c.ms;
  EXPECT_EQ(show_millis(std::numeric_limits<double>::quiet_NaN()), "–");
}

TEST(ShowCount, GroupsThousands) {
  EXPECT_EQ(show_count(0), "0");
  EXPECT_EQ(show_count(999), "999");
  EXPECT_EQ(show_count(1000), "1,000");
  EXPECT_EQ(show_count(12345), "12,345");
  EXPECT_EQ(show_count(1234567), "1,234,567");
}

TEST(ShowShare, NeverRoundsToAllOrNothing) {
  EXPECT_EQ(show_share(1), "100 %");
  EXPECT_EQ(show_share(0), "0 %");
  EXPECT_EQ(show_share(0.9995), "99.95 %");
  EXPECT_EQ(show_share(0.5), "50 %");
  EXPECT_EQ(show_share(0.999999), "> 99.99 %");
  EXPECT_EQ(show_share(0.000001), "< 0.01 %");
}

}  // namespace
}  // namespace loadtest
