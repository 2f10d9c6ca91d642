#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "archive/read_result.h"
#include "report/comparison_json.h"
#include "report/file_formats.h"
#include "report/sink.h"
#include "unit/report/a_compared_report.h"

namespace loadtest {
namespace {

using testing::a_compared_report;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(ReadComparison, GivesBackWhatWasWritten) {
  const std::string written = result_json(a_compared_report());
  const auto read = read_result(written);
  ASSERT_TRUE(read) << read.error().line();
  EXPECT_EQ(result_json(*read), written);
  EXPECT_TRUE(read->comparison->regressed());
}

TEST(ReadComparison, SaysWhatIsMissing) {
  std::string written = result_json(a_compared_report());
  const std::string figure = "\"change\": 1.0025";
  ASSERT_NE(written.find(figure), std::string::npos);
  written.replace(written.find(figure), figure.size(), "\"change\": null");
  const auto read = read_result(written);
  ASSERT_FALSE(read);
  EXPECT_THAT(read.error().message, HasSubstr("comparison.changes[0].standing"));
}

TEST(Comparison, IsInEveryOutputWithoutSecrets) {
  const Report report = a_compared_report();
  for (const std::string& text : {console_summary(report, {}), console_summary(report, {.columns = 40}),
                                  markdown_summary(report), junit_xml(report), comparison_json(report)}) {
    EXPECT_THAT(text, HasSubstr("400")) << "ms";
    EXPECT_THAT(text, Not(HasSubstr("s3cret"))) << text;
  }
  EXPECT_THAT(junit_xml(report),
              HasSubstr("<testcase name=\"p95 of chat response against the baseline (limit 10 %)\""));
  EXPECT_THAT(junit_xml(report), HasSubstr("<skipped message=\"unclear, too little was measured\"/>"));
}

}  // namespace
}  // namespace loadtest
