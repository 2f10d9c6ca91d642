// The summary of a run in phases.
#include <gmock/gmock.h>

#include <sstream>

#include "report/layout.h"
#include "report/sink.h"
#include "unit/report/a_report_in_phases.h"

namespace loadtest {
namespace {

using namespace testing;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

/// From the heading that begins so to the next empty line.
std::string section(const std::string& text, const std::string& title) {
  const std::size_t from = text.find("\n" + title);
  if (from == std::string::npos) return "no section " + title;
  return text.substr(from + 1, text.find("\n\n", from + 1) - from);
}

std::string interference_of(const Report& report, bool verbose = false) {
  return section(console_summary(report, {.verbose = verbose}), "INTERFERENCE");
}

TEST(PhasesSummary, SaysHowMuchTheTracksSlowedOneAnother) {
  EXPECT_EQ(interference_of(a_report_in_phases()),
            "INTERFERENCE\n"
            "  chat p95 rose from 41 ms to 180 ms, 4.4 times, while the database was under load\n"
            "  query p95 stayed at 3.06 ms (1.02 times) while the WebSocket backend was under load\n"
            "         p95 alone  p95 together   ratio  count alone  count together\n"
            "  chat       41 ms        180 ms  4.39 x          500           1,350\n"
            "  query       3 ms       3.06 ms  1.02 x        2,000           2,000\n"
            "  generator lag p99: 100 µs with ws alone, 100 µs with db alone, 200 µs together\n");
}

TEST(PhasesSummary, ShowsEachOperationWhenVerbose) {
  const std::string text = interference_of(a_report_in_phases(), true);
  EXPECT_THAT(text, HasSubstr("\n  profile        3 ms       3.06 ms  1.02 x        1,000           1,000\n"));
  EXPECT_THAT(text, Not(HasSubstr("profile p95 stayed")));
  EXPECT_THAT(text, HasSubstr("\n  left out as settling time: the first 3.0 s of \"ws alone\", 1.5 s of \"db alone\", "
                              "2.7 s of \"together\"\n"));
  EXPECT_THAT(interference_of(a_report_in_phases()), Not(HasSubstr("settling")));
}

TEST(PhasesSummary, ComesAfterTheCriteriaAndBeforeTheTables) {
  const std::string text = console_summary(a_report_in_phases(), {});
  EXPECT_LT(text.find("CRITERIA"), text.find("INTERFERENCE"));
  EXPECT_LT(text.find("INTERFERENCE"), text.find("OPERATIONS"));
  EXPECT_THAT(section(text, "CRITERIA"),
              HasSubstr("\n  judged while both ran, from 33.0 s to 60.0 s; connecting over the whole run\n"));
}

TEST(PhasesSummary, ShowsTheJudgedPhasesFigures) {
  const std::string text = console_summary(a_report_in_phases(), {});
  const std::string ws = section(text, "OPERATIONS of ws while both ran, 27.0 s\n");
  EXPECT_THAT(ws, HasSubstr("\n  chat            1,350       0     100 %      50/s  180 ms")) << "1,350 in 27 s";
  EXPECT_THAT(ws, HasSubstr("\n  connect           100       0     100 %    1.67/s   20 ms")) << "100 in 60 s";
  EXPECT_THAT(ws, HasSubstr("rate = ok over these 27 s\n"));
  EXPECT_THAT(ws, HasSubstr("\n  connect is of the whole run, its rate over 60 s\n"));
  EXPECT_THAT(section(text, "OPERATIONS of db while both ran, 27.0 s\n"), Not(HasSubstr("connect")));
  EXPECT_THAT(text, Not(HasSubstr("ERRORS")));
}

TEST(PhasesSummary, SaysWhatWentWrongInOtherPhases) {
  Report report = a_report_in_phases();
  TrackResult& ws = report.result.tracks[0];
  ws.total[1].tally.failed = ws.phases[0][1].tally.failed = 12;
  ws.total[1].errors = ws.phases[0][1].errors = {{"reply timeout", 12}};
  ws.total[1].tally.dropped = ws.phases[0][1].tally.dropped = 3;
  EXPECT_EQ(section(console_summary(report, {}), "ERRORS"),
            "ERRORS of ws while both ran\n  none · in other phases: 12 failed, 3 dropped\n");
  ws.total[1].tally.failed += 1;
  ws.total[1].errors["close 1006"] = 1;
  ws.phases[2][1].tally.failed = 1;
  ws.phases[2][1].errors = {{"close 1006", 1}};
  const std::string errors = section(console_summary(report, {}), "ERRORS");
  EXPECT_THAT(errors, HasSubstr("        1     0.07 %  chat  close 1006\n  in other phases: 12 failed, 3 dropped\n"));
  EXPECT_THAT(errors, Not(HasSubstr("reply timeout")));
}

TEST(PhasesSummary, WarnsWhereATrackWasNotQuietWhileItPaused) {
  Report report = a_report_in_phases();
  EXPECT_THAT(interference_of(report), Not(HasSubstr("still open")));
  report.result.tracks[1].stragglers = 1234;
  EXPECT_THAT(interference_of(report), HasSubstr("\n  ! 1,234 operations of db were still open while others were being "
                                                 "compared: these"));
}

TEST(PhasesSummary, WarnsWhereTheGeneratorHadAPartInIt) {
  Report report = a_report_in_phases();
  report.interference[1].together.lag_p99_ms = 1.4;
  EXPECT_THAT(interference_of(report), HasSubstr("\n  ! generator lag p99: 100 µs with ws alone"));
  EXPECT_THAT(interference_of(report), HasSubstr("so the generator had a part in it\n"));
}

/// `db` makes 2,000 starts while both run, the last of them so many seconds before the end.
Report a_counted_report(int quiet_seconds) {
  Report report = a_report_in_phases();
  report.scenario[1].starts_max = 4000;
  auto& intervals = report.result.tracks[1].intervals;
  for (int i = 0; i < quiet_seconds; ++i) intervals[intervals.size() - 1 - static_cast<std::size_t>(i)].operations = {};
  return report;
}

TEST(PhasesSummary, SaysWhereATrackHadMadeAllItsStarts) {
  const auto says = [](const Report& report) {
    return interference_of(report).find("had made all its starts") != std::string::npos;
  };
  EXPECT_THAT(interference_of(a_counted_report(13)),
              HasSubstr("\n  ! db had made all its starts after 14.0 s of the 27.0 s in which both ran: nothing of it "
                        "disturbed\n    the others in the rest\n"));
  EXPECT_THAT(interference_of(a_counted_report(44)), HasSubstr("after 0.0 s of the 27.0 s")) << "used up before";
  EXPECT_FALSE(says(a_counted_report(0)));
  EXPECT_FALSE(says(a_counted_report(2))) << "chance may have it";
  EXPECT_TRUE(says(a_counted_report(3)));
  Report report = a_counted_report(13);
  report.scenario[1].starts_max = 4001;
  EXPECT_FALSE(says(report)) << "quiet for another reason: the target hangs";
  report.scenario[1].starts_max.reset();
  EXPECT_FALSE(says(report));
  report = a_counted_report(13);
  report.result.tracks[1].ran_out_of_users = true;
  EXPECT_FALSE(says(report)) << "the verdict says so";
  report = a_counted_report(13);
  report.result.stop_reason = StopReason::interrupted;
  EXPECT_FALSE(says(report));
}

TEST(PhasesSummary, IsAsEverWhereThereIsOnePhase) {
  Report report = a_report_in_phases();
  RunResult& run = report.result;
  run.phases = {{"together", 0s, 60s, 0s, {}, true}};
  for (TrackResult& track : run.tracks) track.phases = {track.total};
  report.interference = find_interference(run);
  const std::string text = console_summary(report, {});
  EXPECT_THAT(text, Not(HasSubstr("INTERFERENCE")));
  EXPECT_THAT(text, HasSubstr("\nOPERATIONS of ws\n"));
  EXPECT_THAT(text, HasSubstr("rate = ok over 60 s measured\n"));
}

TEST(PhasesSummary, ShowsAllThatWasMeasuredWhereTheRunNeverCameToTheJudgedPhase) {
  Report report = a_report_in_phases();
  RunResult& run = report.result;
  run.stop_reason = StopReason::interrupted;
  run.measured = 20s;
  run.phases[1].to = run.phases[2].from = run.phases[2].to = 20s;
  for (TrackResult& track : run.tracks) {
    track.phases[2] = track.settled[2] = TrackTotals(track.operations.size());
    track.total = TrackTotals(track.operations.size());
    for (const TrackTotals& phase : track.phases) merge(track.total, phase);
  }
  report.interference = find_interference(run);
  const std::string text = console_summary(report, {});
  EXPECT_THAT(text, HasSubstr("\n  judged while both ran, which this run never came to; the tables show all of it\n"));
  EXPECT_THAT(section(text, "OPERATIONS of ws\n"), HasSubstr("\n  chat              500       0     100 %      25/s"));
  const std::string interference = section(text, "INTERFERENCE");
  EXPECT_THAT(interference,
              HasSubstr("chat cannot be compared: 500 answered alone, 0 together, 100 of each needed; run longer\n"));
  EXPECT_THAT(interference, Not(HasSubstr("lag")));
}

TEST(PhasesSummary, NamesThePhaseWhereSomePauseInIt) {
  Report report = a_report_in_phases();
  report.result.phases[2].judged = false;
  report.result.phases[0].judged = true;
  EXPECT_THAT(console_summary(report, {}), HasSubstr("\nOPERATIONS of ws in the phase \"ws alone\", 16.5 s\n"));
}

TEST(PhasesSummary, IsOneLineWhenQuiet) {
  EXPECT_EQ(console_summary(a_report_in_phases(), {.quiet = true}), "✓ PASSED – 2 criteria hold\n");
}

TEST(PhasesSummary, FitsAHundredColumns) {
  Report report = a_counted_report(13);
  report.result.tracks[0].stragglers = 5;
  report.interference[1].together.lag_p99_ms = 1.4;
  report.result.tracks[1].target = "the database that stands at the end of a long name, as some of them do, and more";
  for (const bool verbose : {false, true}) {
    std::istringstream lines(console_summary(report, {.verbose = verbose}));
    for (std::string line; std::getline(lines, line);) {
      EXPECT_LE(width_of(line), 100u) << line;
      EXPECT_FALSE(line.ends_with(' ')) << "[" << line << "]";
    }
  }
  for (const char c : console_summary(report, {.unicode = false})) ASSERT_LT(static_cast<unsigned char>(c), 0x80u);
}

TEST(PhasesSummary, NeverShowsASecretNorWhatWouldSteerATerminal) {
  Report report = a_report_in_phases();
  report.redactor.add("hunter2");
  report.result.tracks[1].name = "hunter2";
  report.result.tracks[1].target = "hunter2";
  report.result.tracks[0].operations[1].name = "\x1b[2Jchat";
  report.interference = find_interference(report.result);
  const std::string text = console_summary(report, {.verbose = true});
  EXPECT_THAT(text, Not(HasSubstr("hunter2")));
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
}

}  // namespace
}  // namespace loadtest
