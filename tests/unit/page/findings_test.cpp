#include <gmock/gmock.h>

#include "page/html_report.h"
#include "page/observed_chart.h"
#include "unit/report/a_report_in_phases.h"

namespace loadtest {
namespace {

using namespace testing;
using std::chrono_literals::operator""s;

Report a_report_with_findings() {
  Report report = a_report();
  report.redactor.add("hunter2-secret");
  report.findings = {{"lock-contention",
                      Severity::critical,
                      "sessions wait for <a lock>",
                      {"77 % of samples waited, with hunter2-secret"},
                      {"shorter transactions"}}};
  Observed database;
  database.source = "database";
  database.facts = {{"version", "PostgreSQL <15>"}};
  database.figures = {{"database.size", "bytes", 3.0 * (1 << 20)}};
  database.series = {{"waits.lock", "", {{1s, 1}, {2s, 3}}},
                     {"waits.io", "", {{1s, 0}, {2s, 0}}},
                     {"wal.written", "bytes/s", {{1s, 2048}, {2s, 4096}}}};
  database.tables = {{"statements", {{"query", ""}, {"mean_ms", "ms"}}, {{{"select 'hunter2-secret'"}, {12.5}}}}};
  database.notes = {"statements of others are hidden"};
  report.observations = {database};
  return report;
}

TEST(FindingsOfAPage, StandNextToTheVerdictWithEvidenceAndAdvice) {
  const std::string page = html_report(a_report_with_findings());
  const auto verdict = page.find("id=\"verdict\""), findings = page.find("id=\"findings\"");
  const auto criteria = page.find("id=\"criteria\"");
  ASSERT_NE(findings, std::string::npos);
  EXPECT_LT(verdict, findings);
  EXPECT_LT(findings, criteria);
  EXPECT_THAT(page, HasSubstr("sessions wait for &lt;a lock&gt;"));
  EXPECT_THAT(page, HasSubstr("<li>shorter transactions</li>"));
  EXPECT_THAT(page, Not(HasSubstr("hunter2-secret")));
}

TEST(FindingsOfAPage, AreNotThereWhereNothingWasFound) {
  EXPECT_THAT(html_report(a_report()), Not(HasSubstr("id=\"findings\"")));
  EXPECT_THAT(html_report(a_report()), Not(HasSubstr("id=\"observed\"")));
}

TEST(WhatWasObserved, IsDrawnByFamilyWithFiguresAndTables) {
  const std::string page = html_report(a_report_with_findings());
  EXPECT_THAT(page, HasSubstr("PostgreSQL &lt;15&gt;"));
  EXPECT_THAT(page, HasSubstr("3 MiB"));
  EXPECT_THAT(page, HasSubstr("database: waits"));
  EXPECT_THAT(page, HasSubstr("database: wal (bytes/s)"));
  EXPECT_THAT(page, HasSubstr("12.5 ms"));
  EXPECT_THAT(page, HasSubstr("statements of others are hidden"));
}

TEST(WhatWasObserved, LeavesOutSeriesThatWereNeverAnythingButNothing) {
  const Report report = a_report_with_findings();
  const auto groups = series_groups(report.observations.front());
  ASSERT_EQ(groups.size(), 2u);
  ASSERT_EQ(groups[0].series.size(), 1u);
  EXPECT_EQ(groups[0].series[0]->name, "waits.lock");
}

TEST(PlansOfAPage, StandSideBySideForEachStatement) {
  Report report = a_report();
  report.redactor.add("hunter2-secret");
  Observed plans;
  plans.source = "plans";
  plans.tables = {
      {"slow",
       {{"statement", ""}, {"kind", ""}, {"took_ms", "ms"}, {"alone_ms", "ms"}, {"plan", ""}},
       {{{"expenses"}, {"slow"}, {180.0}, {12.0}, {"Seq Scan on expenses\n  Filter: (a < 'hunter2-secret')"}},
        {{"expenses"}, {"typical"}, {20.0}, {2.0}, {"Index Scan on expenses"}},
        {{"budget"}, {"slow"}, {9.0}, {}, {"Nested Loop"}}}}};
  report.observations = {plans};
  const std::string page = html_report(report);
  EXPECT_THAT(page, HasSubstr("slow: 180 ms under load, 12 ms alone"));
  EXPECT_THAT(page, HasSubstr("slow: 9 ms under load, – alone"));
  EXPECT_THAT(page, HasSubstr("<pre>Seq Scan on expenses\n  Filter: (a &lt; &#39;***&#39;)</pre>"));
  const auto section = page.substr(page.find("id=\"plans\""));
  EXPECT_LT(section.find("Seq Scan"), section.find("Index Scan"));
  EXPECT_EQ(section.find(">expenses</h3>"), section.rfind(">expenses</h3>")) << "one heading for both";
}

TEST(WhatWasObserved, IsThinnedByMeans) {
  ObservedSeries series{"cpu.busy", "share", {}};
  for (int i = 0; i < 100; ++i) series.points.push_back({std::chrono::seconds(i), i % 2 == 0 ? 0.0 : 1.0});
  const Chart chart = observed_chart({"cpu", "share", {&series}}, 10, {});
  ASSERT_EQ(chart.x.size(), 10u);
  for (const auto& value : chart.lines[0].values) EXPECT_DOUBLE_EQ(value.value(), 0.5);
}

}  // namespace
}  // namespace loadtest
