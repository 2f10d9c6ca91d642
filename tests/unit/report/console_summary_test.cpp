#include <gmock/gmock.h>

#include <sstream>

#include "report/layout.h"
#include "report/sink.h"
#include "unit/report/a_report.h"

namespace loadtest {
namespace {

using namespace testing;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

std::string line_with(const std::string& text, const std::string& part) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);)
    if (line.find(part) != std::string::npos) return line;
  return "no line with " + part;
}

TEST(ConsoleSummary, BeginsWithTheVerdictAndItsReasons) {
  EXPECT_THAT(console_summary(a_report(), {}), StartsWith("✗ FAILED – p95 of chat response was 3.41 s, limit 2 s\n"
                                                          "           chat success was 99.11 %, needed 99.5 %\n"));
}

TEST(ConsoleSummary, SaysTheVerdictInWords) {
  const struct {
    VerdictStatus status;
    const char* begins;
  } cases[] = {{VerdictStatus::pass, "✓ PASSED – 4 criteria hold, 1 not tried\n"},
               {VerdictStatus::warn, "! PASSED WITH WARNINGS – "},
               {VerdictStatus::fail, "✗ FAILED – "},
               {VerdictStatus::inconclusive, "? INCONCLUSIVE – "}};
  for (const auto& c : cases) {
    Report report = a_report();
    report.verdict.status = c.status;
    report.verdict.reasons.clear();
    EXPECT_THAT(console_summary(report, {}), StartsWith(c.begins));
  }
}

TEST(ConsoleSummary, ShowsAStallThatUsersOfTheClosedModelHide) {
  Report report = a_report();
  TrackResult& track = report.result.tracks[0];
  track.think_time = 80ms;
  track.total[1] = {};
  record(track.total[1], 20ms, 20ms, 990);  // every 100 ms
  EXPECT_THAT(console_summary(report, {}), Not(HasSubstr("in rhythm")));
  record(track.total[1], 2s, 2s, 10);  // who waits 2 s omits the 19 sends that would have waited 1.9 s, 1.8 s …
  const std::string line = line_with(console_summary(report, {}), "in rhythm");
  EXPECT_THAT(line, HasSubstr("+190 omitted"));
  EXPECT_THAT(line, HasSubstr("1.5 s   1.9 s"));
  track.open_model = true;
  EXPECT_THAT(console_summary(report, {}), Not(HasSubstr("in rhythm")));
}

TEST(ConsoleSummary, IsOneLineWhenQuiet) {
  EXPECT_EQ(console_summary(a_report(), {.quiet = true}),
            "✗ FAILED – p95 of chat response was 3.41 s, limit 2 s (and 1 more)\n");
}

TEST(ConsoleSummary, MarksEachCriterionAndShowsWhatWasSeen) {
  const std::string text = console_summary(a_report(), {});
  EXPECT_THAT(text, HasSubstr("  ✓ users connected at once      100  ws.users >= 100\n"));
  EXPECT_THAT(text, HasSubstr("  ✗ p95 of chat response      3.41 s  ws.chat.response.p95 < 2s\n"));
  EXPECT_THAT(text, HasSubstr("  ! connect success             94 %  ws.connect.success > 95% · fails under 90 %\n"));
  EXPECT_THAT(text, HasSubstr("  ? p95 of ping response     no data  ws.ping.response.p95 < 1s\n"));
  EXPECT_THAT(text,
              HasSubstr("  – stable under load              –  ws.chat.response.p95 last third <= 1.5 x first third\n"
                        "                                      not tried (a third has 12 samples, needs 30)"));
}

TEST(ConsoleSummary, ShowsEachOperationWithServiceTimeBelow) {
  const std::string text = console_summary(a_report(), {});
  const std::string chat = line_with(text, "  chat  ");
  for (const char* part : {"1,000", " 9 ", "99.11 %", "50/s", "400 ms", "701 ms", "3.41 s"})
    EXPECT_THAT(chat, HasSubstr(part));
  EXPECT_THAT(text.substr(text.find(chat)), HasSubstr("\n    service"));
  EXPECT_THAT(text, Not(HasSubstr("first_piece"))) << "what never happened is left out";
}

TEST(ConsoleSummary, ShowsErrorsUsersAndTheGenerator) {
  const std::string text = console_summary(a_report(), {});
  EXPECT_THAT(line_with(text, "reply timeout"), HasSubstr("        5"));
  EXPECT_THAT(text, HasSubstr("dropped: no user was free in time"));
  EXPECT_THAT(text, HasSubstr("3 still open at the end and cancelled · 4 answered after their time-out · 1 never"));
  EXPECT_THAT(
      text,
      HasSubstr("100 asked for · 100 connected at once · never fewer than 97 under load · 3 lost with 2 in flight"));
  EXPECT_THAT(text, HasSubstr("✓ trustworthy"));
  EXPECT_THAT(text, HasSubstr("lag p99 80"));
  EXPECT_THAT(text, HasSubstr("  ! one token is used by 100 users\n"));
  EXPECT_THAT(text, HasSubstr("50 operations of the warm-up are in no figure"));
}

TEST(ConsoleSummary, SaysWhyTheGeneratorIsNotToBeTrusted) {
  Report report = a_report();
  report.verdict.trust = {.trustworthy = false, .reasons = {"it missed 3 of 10 starts"}, .warnings = {}};
  EXPECT_THAT(console_summary(report, {}), HasSubstr("✗ not trustworthy: it missed 3 of 10 starts"));
}

TEST(ConsoleSummary, FitsAHundredColumnsAndHasNoTrailingBlanks) {
  Report report = a_report();
  TrackResult& track = report.result.tracks[0];
  track.total[1].errors[std::string(150, 'x') + " and a long story that goes on"] = 1;
  track.total[1].tally.ok = 123'456'789;
  report.verdict.reasons.push_back(
      "a reason that needs quite a number of words before it comes to its point, as some do, "
      "and therefore must be wrapped at the edge of the page");
  for (const bool verbose : {false, true}) {
    std::istringstream lines(console_summary(report, {.verbose = verbose}));
    for (std::string line; std::getline(lines, line);) {
      EXPECT_FALSE(line.ends_with(' ')) << "[" << line << "]";
      const bool unbreakable = line.find("xxx") != std::string::npos;
      EXPECT_TRUE(unbreakable || width_of(line) <= 100) << line;
    }
  }
}

TEST(ConsoleSummary, FitsNarrowTerminalsAndSaysTheSame) {
  for (const std::size_t columns : {40u, 60u, 80u}) {
    for (const bool verbose : {false, true}) {
      const std::string text = console_summary(a_report(), {.verbose = verbose, .columns = columns});
      std::istringstream lines(text);
      for (std::string line; std::getline(lines, line);) EXPECT_LE(width_of(line), columns) << line;
      for (const char* figure : {"delivered", "rate", "p50", "p99", "max", "CRITERIA", "GENERATOR"})
        EXPECT_THAT(text, HasSubstr(figure)) << columns;
    }
  }
}

TEST(ConsoleSummary, PutsThePartsOfATableBelowEachOtherWhereItIsTooWide) {
  const std::string text = console_summary(a_report(), {.columns = 60});
  const std::string counts = line_with(text, "delivered"), times = line_with(text, "p50");
  EXPECT_THAT(counts, AllOf(HasSubstr("ok"), HasSubstr("rate"), Not(HasSubstr("p50"))));
  EXPECT_THAT(times, Not(HasSubstr("delivered")));
}

TEST(ConsoleSummary, ColoursOnlyWhenAsked) {
  EXPECT_THAT(console_summary(a_report(), {}), Not(HasSubstr("\x1b")));
  EXPECT_THAT(console_summary(a_report(), {.color = true}), HasSubstr("\x1b[31m✗ FAILED"));
}

TEST(ConsoleSummary, IsAsciiWhereTheTerminalIs) {
  const std::string text = console_summary(a_report(), {.unicode = false});
  for (const char c : text) ASSERT_LT(static_cast<unsigned char>(c), 0x80u);
  EXPECT_THAT(text, StartsWith("x FAILED - p95"));
}

TEST(ConsoleSummary, NeverShowsASecretNorWhatWouldSteerATerminal) {
  const std::string text = console_summary(a_report(), {.verbose = true});
  EXPECT_THAT(text, Not(HasSubstr("s3cret")));
  EXPECT_THAT(text, HasSubstr("bad ***"));
  EXPECT_THAT(text, Not(HasSubstr(" ::error")));
}

}  // namespace
}  // namespace loadtest
