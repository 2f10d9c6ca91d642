#include "report/markdown_page.h"

#include <gmock/gmock.h>

namespace loadtest {
namespace {

using ::testing::EndsWith;

TEST(MarkdownWords, plain_words_stay_and_all_else_becomes_code) {
  struct Case {
    const char *what, *text, *shown;
  };
  const Case cases[] = {
      {"a reason", "p95 of chat response was 3.41 s, limit 2 s", "p95 of chat response was 3.41 s, limit 2 s"},
      {"a sign of its own language", "größer als 87 µs", "größer als 87 µs"},
      {"a mention", "thanks to @octocat", "`thanks to @octocat`"},
      {"HTML", "<b>", "`<b>`"},
      {"an address", "see http://x.example", "`see http://x.example`"},
      {"one without a scheme", "www.x.example", "`www.x.example`"},
      {"an issue", "GH-1", "`GH-1`"},
      {"a list", "1. one", "`1. one`"},
      {"no list", "1.5 x", "1.5 x"},
      {"a list of dots", "- one", "`- one`"},
      {"the end of a cell", "a|b", "<code>a&#124;b</code>"},
      {"the end of code", "a`b", "<code>a&#96;b</code>"},
      {"an escape", "a\\", "<code>a&#92;</code>"},
      {"the end of code and HTML", "`</code><b>", "<code>&#96;&#60;&#47;code&#62;&#60;b&#62;</code>"},
      {"the end of a line", "a\n\n# b", "`a  # b`"},
      {"nothing", "", ""},
      {"blanks, which would not be code", "  ", ""},
  };
  for (const Case& c : cases) EXPECT_EQ(markdown_words(c.text), c.shown) << c.what;
}

TEST(MarkdownPage, what_does_not_fit_is_left_out_by_lines_and_that_is_said) {
  MarkdownPage page(200);
  for (int i = 0; i < 100; ++i) page.line("0123456789");
  const std::string text = page.take();
  EXPECT_LE(text.size(), 200u);
  EXPECT_GT(text.size(), 180u);
  EXPECT_THAT(text, EndsWith("0123456789\n\nThe rest did not fit here: it is in the result file.\n"));
}

TEST(MarkdownPage, what_fits_is_all_there) {
  MarkdownPage page(200);
  page.line("head");
  page.table_head({"name", "count"}, 1, 2);
  page.table_row({"a", "1"});
  EXPECT_EQ(page.take(), "head\n\n| name | count |\n| --- | ---: |\n| a | 1 |\n");
}

}  // namespace
}  // namespace loadtest
