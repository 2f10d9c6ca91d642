#include "page/html.h"

#include <gtest/gtest.h>

namespace loadtest {
namespace {

TEST(HtmlText, IsInert) {
  EXPECT_EQ(html_text("<img onerror='x'> & \"y\""), "&lt;img onerror=&#39;x&#39;&gt; &amp; &quot;y&quot;");
  EXPECT_EQ(html_text("µ✓é"), "µ✓é") << "letters stay as they are";
  EXPECT_EQ(html_text("a\xE2\x80\xAE"
                      "b"),
            "a\\u202eb")
      << "an override of the direction is shown, not obeyed";
  EXPECT_EQ(html_text("a\xE2\x80\xA8"
                      "b"),
            "a\\u2028b");
  EXPECT_EQ(html_text("a\x1b[2J"), "a\\u001b[2J");
  EXPECT_EQ(html_text("a\xff"
                      "b"),
            "a\xEF\xBF\xBD"
            "b")
      << "bytes that are no UTF-8";
}

TEST(ScriptJson, CannotEndItsElement) {
  EXPECT_EQ(script_json(R"({"a":"</script><!--"})"), R"({"a":"\u003c/script>\u003c!--"})");
  EXPECT_EQ(script_json("\"\xE2\x80\xA8\xE2\x80\xA9\xE2\x80\xAA\""), "\"\\u2028\\u2029\\u202a\"");
}

TEST(Html, TakesSecretsOutOfTextsAndAttributesButNotOutOfFigures) {
  Redactor redactor;
  redactor.add("100000");
  redactor.add("s3cret\"<token>");
  Html html(redactor);
  html.open("p", {{"title", "it is s3cret\"<token>"}}).text("a 100000").raw(" ").figure("100000").close();
  EXPECT_EQ(html.take(), "<p title=\"it is ***\">a *** 100000</p>");
}

}  // namespace
}  // namespace loadtest
