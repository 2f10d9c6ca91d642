#include "core/share.h"

#include <gtest/gtest.h>

namespace loadtest {
namespace {

TEST(Share, IsAPartOfOneOrOfAHundred) {
  for (const auto& [text, share] :
       {std::pair("0", 0.0), {"1", 1.0}, {"0.05", 0.05}, {"5%", 0.05}, {"100%", 1.0}, {"0.1%", 0.001}}) {
    ASSERT_TRUE(parse_share(text)) << text;
    EXPECT_DOUBLE_EQ(*parse_share(text), share) << text;
  }
  for (const char* text : {"", "%", "x", "5%%", "-1%", "101%", "1.01", "nan", "inf", "1e-1", "5% x", "5 %", " 5%"}) {
    ASSERT_FALSE(parse_share(text)) << text;
    EXPECT_EQ(parse_share(text).error().line(),
              "\"" + std::string(text) + "\" is no share from 0 to 1 (try 0.05 or 5%)");
  }
}

}  // namespace
}  // namespace loadtest
