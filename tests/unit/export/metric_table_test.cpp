#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "export/export_spec.h"
#include "export/label_name.h"
#include "export/metric.h"

namespace loadtest {
namespace {

using testing::HasSubstr;

std::string monitoring_page() {
  std::ifstream file(LOADTEST_SOURCE_DIR "/docs/monitoring.md");
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(MetricTable, IsWhatTheDocumentationShows) {
  const std::string page = monitoring_page();
  for (const MetricSpec* metric : metric_table()) {
    const char* type = metric->type == MetricType::counter   ? "counter"
                       : metric->type == MetricType::gauge   ? "gauge"
                       : metric->type == MetricType::summary ? "summary"
                                                             : "histogram";
    const std::string total = metric->type == MetricType::counter ? "_total" : "";
    std::string row = "| `" + std::string(metric->name) + total + "` | " + type + " | " + std::string(metric->labels) +
                      " | " + std::string(metric->help) + " |\n";
    EXPECT_THAT(page, HasSubstr(row));
  }
}

TEST(ExportKinds, AreAllInTheDocumentationWithTheirExampleAndHeaders) {
  const std::string page = monitoring_page();
  for (const ExportKind& kind : export_kinds()) {
    EXPECT_THAT(page, HasSubstr("--export " + std::string(kind.example)));
    EXPECT_THAT(page, HasSubstr(std::string(kind.headers_from)));
  }
}

TEST(LabelName, IsMadeFitAndNeverOneOfOurs) {
  EXPECT_EQ(free_label_name("branch", {}), "branch");
  EXPECT_EQ(free_label_name("git.branch", {}), "git_branch");
  EXPECT_EQ(free_label_name("2nd", {}), "label_2nd");
  EXPECT_EQ(free_label_name("__x", {}), "label___x");
  EXPECT_EQ(free_label_name("track", {}), "label_track");
  EXPECT_EQ(free_label_name("a-b", {{"a_b", "taken"}}), "label_a_b");
  EXPECT_EQ(free_label_name("", {}), "label_");
}

TEST(ExportHeaders, AreNamesAndPercentEncodedValues) {
  const auto headers = parse_export_headers("Authorization=Bearer%20a%3D, X-Scope-OrgID = b=c");
  ASSERT_TRUE(headers);
  ASSERT_EQ(headers->size(), 2u);
  EXPECT_EQ((*headers)[0].second.reveal(), "Bearer a=");
  EXPECT_EQ((*headers)[1].first, "X-Scope-OrgID");
  EXPECT_EQ((*headers)[1].second.reveal(), "b=c");
  for (const char* wrong : {"x", "a b=c", "=x", "a=b%0d%0ac"}) EXPECT_FALSE(parse_export_headers(wrong)) << wrong;
}

}  // namespace
}  // namespace loadtest
