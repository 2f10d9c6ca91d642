#include "report/file_formats.h"

#include <gmock/gmock.h>

#include "report/annotations.h"
#include "report/percentile_rows.h"
#include "report/xml_text.h"
#include "unit/report/a_report.h"

namespace loadtest {
namespace {

using namespace std::chrono_literals;
using testing::a_report;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(FileFormats, no_format_shows_a_secret_even_where_the_target_repeats_it) {
  const Report report = a_report();
  for (const auto text :
       {junit_xml, interval_csv, markdown_summary, percentile_distribution, histogram_log, metrics_text}) {
    EXPECT_THAT(text(report), Not(HasSubstr("s3cret")));
    EXPECT_THAT(text(report), Not(HasSubstr("token&quot;")));
  }
  EXPECT_THAT(workflow_commands(annotations_of(report)), Not(HasSubstr("s3cret")));
}

TEST(FileFormats, a_report_without_tracks_or_figures_can_be_written) {
  Report report;
  for (const auto text :
       {junit_xml, interval_csv, markdown_summary, percentile_distribution, histogram_log, metrics_text})
    text(report);
  report.result.tracks.resize(1);
  for (const auto text :
       {junit_xml, interval_csv, markdown_summary, percentile_distribution, histogram_log, metrics_text})
    text(report);
}

TEST(XmlText, markup_is_escaped_and_what_is_no_character_does_not_come_in) {
  EXPECT_EQ(xml_text("a<b>&\"c\" ]]>"), "a&lt;b&gt;&amp;&quot;c&quot; ]]&gt;");
  EXPECT_EQ(xml_text(std::string("a\0\x01\x1b[2J\x0c\tb\n", 11)), "a[2J\tb\n");
  EXPECT_EQ(xml_text("\xff\xc3"), "\uFFFD\uFFFD");
  EXPECT_EQ(xml_text("\uFFFE\uFFFFé"), "é");
  EXPECT_EQ(xml_attribute("a\nb\tc"), "a&#10;b&#9;c");
}

TEST(PercentileRows, there_are_so_many_for_each_halving_of_the_distance_to_100_percent) {
  Histogram histogram;
  for (int i = 1; i <= 1000; ++i) histogram.record(i * 1ms);
  const auto rows = percentile_rows(histogram, 2);
  std::vector<double> shares;
  for (std::size_t i = 0; i < 9; ++i) shares.push_back(rows[i].share);
  EXPECT_THAT(shares, ::testing::ElementsAre(0, 0.25, 0.5, 0.625, 0.75, 0.8125, 0.875, 0.90625, 0.9375));
  for (const PercentileRow& row : rows) {
    EXPECT_EQ(row.value, row.share == 0 ? histogram.percentile(0.001) : histogram.percentile(row.share)) << row.share;
    EXPECT_GE(static_cast<double>(row.count), row.share * 1000);
  }
  EXPECT_EQ(rows.back().share, 1);
  EXPECT_EQ(rows.back().value, 1000ms);
  EXPECT_TRUE(percentile_rows({}, 5).empty());
}

TEST(Annotations, five_are_told_the_worst_first_and_how_many_more_there_are) {
  Report report = a_report();
  report.name = "a: b, 100%\nc";
  report.verdict.criteria.clear();
  for (int i = 0; i < 4; ++i)
    report.verdict.criteria.push_back({"slow", "ws.users >= 1", 10, "ms", CriterionStatus::warn, "", ""});
  for (int i = 0; i < 3; ++i)
    report.verdict.criteria.push_back({"worse", "ws.users >= 2", std::nullopt, "ms", CriterionStatus::fail, "", ""});
  report.verdict.criteria.push_back({"fine", "ws.users >= 3", 1, "ms", CriterionStatus::pass, "", ""});
  const std::string title = " title=loadtest a%3A b%2C 100%25%0Ac%3A ";
  std::string expected;
  for (int i = 0; i < 3; ++i) expected += "::error" + title + "worse::no data, wanted ws.users >= 2\n";
  expected += "::warning" + title + "slow::was 10 ms, wanted ws.users >= 1\n";
  expected += "::warning" + title + "slow::was 10 ms, wanted ws.users >= 1 (and 2 more)\n";
  EXPECT_EQ(workflow_commands(annotations_of(report)), expected);
}

TEST(Annotations, a_run_that_failed_for_no_criterion_has_one_and_one_that_is_well_has_none) {
  Report report;
  report.verdict = {VerdictStatus::fail, ExitCode::criterion_failed, {"no user of ws was left before the end"}, {}, {}};
  ASSERT_EQ(annotations_of(report).size(), 1u);
  EXPECT_EQ(annotations_of(report).front().text, "no user of ws was left before the end");
  report.verdict = {VerdictStatus::pass, ExitCode::passed, {}, {}, {}};
  EXPECT_TRUE(annotations_of(report).empty());
}

}  // namespace
}  // namespace loadtest
