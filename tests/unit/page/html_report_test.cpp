#include "page/html_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "page/embedded_result.h"
#include "unit/report/a_report_in_phases.h"

namespace loadtest {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(HtmlReport, OfNothingIsSmall) {
  Report report;
  report.tool_version = "0.1.0";
  const std::string page = html_report(report);
  EXPECT_LT(page.size(), 90'000u);
  EXPECT_THAT(page, HasSubstr("INCONCLUSIVE"));
}

TEST(HtmlReport, SaysTheVerdictBeforeAllElse) {
  const std::string page = html_report(testing::a_report());
  const std::size_t verdict = page.find("FAILED"), criteria = page.find("<h2>Criteria"),
                    charts = page.find("<h2>Over time"), operations = page.find("<h2>Operations"),
                    scenario = page.find("<h2>Scenario");
  EXPECT_LT(verdict, criteria);
  EXPECT_LT(criteria, charts);
  EXPECT_LT(charts, operations);
  EXPECT_LT(operations, scenario);
  EXPECT_NE(scenario, std::string::npos);
  EXPECT_THAT(page, HasSubstr("p95 of chat response was 3.41 s, limit 2 s"));
}

TEST(HtmlReport, ShowsNoSecretAndObeysNoText) {
  Report report = testing::a_report();
  report.name = "</title><script>alert(1)</script>";
  report.result.tracks[0].total[1].errors["<img src=x onerror=alert(1)>"] = 2;
  const std::string page = html_report(report);
  EXPECT_THAT(page, Not(HasSubstr(testing::secret)));
  EXPECT_THAT(page, Not(HasSubstr("s3cret-&quot;token")));
  EXPECT_THAT(page, Not(HasSubstr("s3cret-\\\"token")));
  EXPECT_THAT(page, Not(HasSubstr("<script>alert")));
  EXPECT_THAT(page, Not(HasSubstr("<img")));
  EXPECT_THAT(page, HasSubstr("&lt;img src=x onerror=alert(1)&gt;"));
}

TEST(HtmlReport, DrawsEveryPhaseAndComparesThem) {
  const std::string page = html_report(testing::a_report_in_phases());
  EXPECT_THAT(page, HasSubstr("chat p95 rose from 41 ms to 180 ms, 4.4 times, while the database was under load"));
  for (const char* phase : {">ws alone</text>", ">db alone</text>", ">together</text>"})
    EXPECT_THAT(page, HasSubstr(phase));
  EXPECT_THAT(page, HasSubstr("data-path=\"phases/2/tracks/1/operations/0\""));
  EXPECT_THAT(page, HasSubstr("data-path=\"tracks/0/operations/0\"")) << "connecting is of the whole run";
}

TEST(LivePage, MayConnectToItsOwnServerAndNamesItsTracks) {
  Report described = testing::a_report_in_phases();
  described.result = {};
  const std::string page = live_page(described, {.controls = "<button>Stop</button>", .style = "", .script = "go()"});
  EXPECT_THAT(page, HasSubstr("connect-src 'self'"));
  EXPECT_THAT(page, HasSubstr("<div id=\"loadtest-live\"><button>Stop</button></div>"));
  EXPECT_THAT(page, HasSubstr("RUNNING"));
  EXPECT_THAT(page, HasSubstr("data-tiles=\"1\""));
  EXPECT_THAT(page, HasSubstr("go()"));
  EXPECT_THAT(html_report(testing::a_report()), Not(HasSubstr("connect-src")));
}

}  // namespace
}  // namespace loadtest
