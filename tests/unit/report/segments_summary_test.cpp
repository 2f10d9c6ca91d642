#include <gmock/gmock.h>

#include "report/sink.h"
#include "unit/report/a_report.h"

namespace loadtest {
namespace {

using namespace testing;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

TEST(SegmentsSummary, ASegmentThatDidItsShareNeitherPassedNorFailed) {
  Report report = a_report();
  report.segment = {1, 3};
  report.verdict.reasons.clear();
  report.verdict.status = VerdictStatus::pass;
  EXPECT_THAT(
      console_summary(report, {}),
      StartsWith("✓ SEGMENT 1/3 MEASURED – criteria are judged on the sum of all segments, by loadtest merge\n"));
  report.verdict.status = VerdictStatus::warn;
  report.verdict.reasons = {"no user of ws was left before the end"};
  EXPECT_THAT(console_summary(report, {}),
              StartsWith("! SEGMENT 1/3 MEASURED – no user of ws was left before the end\n"));
  report.verdict.status = VerdictStatus::inconclusive;
  EXPECT_THAT(console_summary(report, {}), StartsWith("? INCONCLUSIVE – "));
}

TEST(SegmentsSummary, ASumShowsWhoMeasuredIt) {
  Report report = a_report();
  EXPECT_THAT(console_summary(report, {}), Not(HasSubstr("SEGMENTS")));
  report.segments.resize(2);
  for (unsigned i = 0; i < 2; ++i) {
    SegmentOrigin& one = report.segments[i];
    one.segment = {i, 2};
    one.host = i == 0 ? "a" : "host-b";
    one.started_at = Instant(1'795'348'800s + 40ms * i);
    one.lag_p99_ms = 0.25;
    one.peak_rss_bytes = 32u << 20;
  }
  report.segments[1].trustworthy = false;
  report.segments[1].stop_reason = StopReason::terminated;
  report.segments[1].measured = 3s;
  const std::string text = console_summary(report, {});
  EXPECT_THAT(
      text,
      HasSubstr("  ✓ 0/2  a       began 2026-11-22T12:00:00.000Z, 0 ms after the first · lag p99 250 µs · 32 MiB"));
  EXPECT_THAT(text, HasSubstr("  ✗ 1/2  host-b  began 2026-11-22T12:00:00.040Z, 40 ms after the first"));
  EXPECT_THAT(text, HasSubstr("ended early, after 3.0 s"));
}

}  // namespace
}  // namespace loadtest
