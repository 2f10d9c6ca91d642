#include "page/comparison_page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "page/html_report.h"
#include "unit/report/a_compared_report.h"

namespace loadtest {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(ComparisonPage, HasTheTableAndBothCurvesWithoutSecrets) {
  for (const std::string& page :
       {comparison_page(testing::a_compared_report()), html_report(testing::a_compared_report())}) {
    EXPECT_THAT(page, HasSubstr("data-path=\"comparison/changes/0\""));
    EXPECT_THAT(page, HasSubstr("p95 of chat response"));
    EXPECT_THAT(page, HasSubstr("aria-label=\"Response times of ws.chat, base and new\""));
    EXPECT_THAT(page, HasSubstr("not alike"));
    EXPECT_THAT(page, Not(HasSubstr("s3cret")));
  }
}

}  // namespace
}  // namespace loadtest
