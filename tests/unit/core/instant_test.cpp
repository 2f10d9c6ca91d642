#include "core/instant.h"

#include <gtest/gtest.h>

namespace loadtest {
namespace {

using namespace std::chrono_literals;

constexpr Instant noon{std::chrono::seconds(1'795'348'800)};  // 2026-11-22T12:00:00Z

TEST(Instant, IsReadWithItsZoneOrInUnixSeconds) {
  const struct {
    const char* text;
    Instant expected;
  } cases[] = {
      {"2026-11-22T12:00:00Z", noon},
      {"2026-11-22t12:00:00z", noon},
      {"2026-11-22 12:00:00Z", noon},
      {"2026-11-22T13:00:00+01:00", noon},
      {"2026-11-22T06:30:00-05:30", noon},
      {"2026-11-23T00:00:00+12:00", noon},
      {"2026-11-22T12:00:00.25Z", noon + 250ms},
      {"2026-11-22T12:00:00.0000000019Z", noon + 1ns},  // beyond nanoseconds nothing counts
      {"1795348800", noon},
      {"1795348800.5", noon + 500ms},
      {"2028-02-29T00:00:00Z", Instant(std::chrono::seconds(1'835'395'200))},
  };
  for (const auto& c : cases) {
    const auto read = parse_instant(c.text);
    ASSERT_TRUE(read) << c.text << ": " << read.error().line();
    EXPECT_EQ(*read, c.expected) << c.text;
  }
}

TEST(Instant, RefusesWhatIsNoneAndSaysWhatIsMissing) {
  const struct {
    const char* text;
    const char* says;
  } cases[] = {
      {"", "no instant"},
      {"soon", "no instant"},
      {"12:00", "no instant"},
      {"2026-11-22", "no instant"},
      {"2026-11-22T12:00:00", "no zone"},
      {"2026-11-22T12:00:00.5", "no zone"},
      {"2026-11-22T12:00:00+1", "a zone that is none"},
      {"2026-11-22T12:00:00+01:75", "a zone that is none"},
      {"2026-11-22T12:00:00Zulu", "a zone that is none"},
      {"2026-02-29T12:00:00Z", "no instant"},  // no leap year
      {"2026-13-01T12:00:00Z", "no instant"},
      {"2026-11-22T24:00:00Z", "no instant"},
      {"9999-01-01T00:00:00Z", "no instant"},  // beyond what the clock can say
      {"1795348800000", "seconds"},            // milliseconds
      {"-5", "no instant"},
      {"1795348800.", "no instant"},
      {"99999999999999999999999", "no instant"},
  };
  for (const auto& c : cases) {
    const auto read = parse_instant(c.text);
    ASSERT_FALSE(read) << c.text;
    EXPECT_NE(read.error().message.find(c.says), std::string::npos) << c.text << ": " << read.error().line();
  }
}

TEST(Instant, IsShownInUtcToTheMillisecondAndReadBack) {
  EXPECT_EQ(format_instant(noon + 7ms), "2026-11-22T12:00:00.007Z");
  EXPECT_EQ(*parse_instant(format_instant(noon + 7ms)), noon + 7ms);
}

}  // namespace
}  // namespace loadtest
