#include "core/json_check.h"

#include <gtest/gtest.h>

#include <string>

namespace loadtest {
namespace {

TEST(JsonCheck, TakesWhatIsJson) {
  for (const std::string_view text :
       {"{}", "[]", " null ", "true", "-0.5e+10", "0", R"("a\u00e9\n\"")", R"({"a":[1,{"b":[]},"x"], "c" : false})"}) {
    EXPECT_FALSE(json_wrong_at(text).has_value()) << text;
  }
}

TEST(JsonCheck, SaysWhereItIsNot) {
  const struct {
    std::string_view text;
    std::size_t at;
  } cases[] = {
      {"", 0},         {"{", 1},        {R"({"a" 1})", 5}, {R"({"a":1,})", 7}, {"{a:1}", 1},
      {"[1 2]", 3},    {"01", 1},       {"1.", 2},         {"tru", 0},         {"{} x", 3},
      {R"("a\q")", 3}, {"\"a\nb\"", 2}, {R"("\u12g")", 5}, {R"({'a':1})", 1},  {"\"open", 5},
  };
  for (const auto& c : cases) EXPECT_EQ(json_wrong_at(c.text), c.at) << c.text;
  EXPECT_TRUE(json_wrong_at(std::string(100'000, '[')).has_value()) << "and no stack is used up";
}

}  // namespace
}  // namespace loadtest
