#include "report/layout.h"

#include <gmock/gmock.h>

namespace loadtest {
namespace {

using ::testing::ElementsAre;

TEST(Layout, CountsColumnsAndNotBytes) {
  EXPECT_EQ(width_of("87 µs"), 5u);
  EXPECT_EQ(pad_left("87 µs", 7), "  87 µs");
  EXPECT_EQ(pad_right("87 µs", 7), "87 µs  ");
  EXPECT_EQ(pad_left("too long", 3), "too long");
  EXPECT_EQ(cut("µµµ", 2), "µµ");
  EXPECT_EQ(cut("ab", 5), "ab");
}

TEST(Layout, WrapsAtBlanksAndKeepsLongWordsWhole) {
  EXPECT_THAT(wrap("a few words here", 9), ElementsAre("a few", "words", "here"));
  EXPECT_THAT(wrap("unbreakable x", 4), ElementsAre("unbreakable", "x"));
  EXPECT_THAT(wrap("", 9), ElementsAre(""));
  EXPECT_THAT(wrap("waited 41.73 %, 5 µs late", 12), ElementsAre("waited", "41.73 %,", "5 µs late"));
}

TEST(Layout, ReplacesCharactersOneForOneForOldTerminals) { EXPECT_EQ(to_ascii("✓ 87 µs – ✗ é\xff"), "+ 87 us - x ??"); }

TEST(Layout, EscapesWhatHasNoLikenessInAsciiWhereNothingMayBeLost) {
  EXPECT_EQ(to_ascii("✓ é 😀 \xff", BeyondAscii::escaped), "+ \\u00e9 \\U0001f600 ?");
  EXPECT_EQ(escape_beyond_ascii("a–é😀\xff"), "a\\u2013\\u00e9\\U0001f600\\ufffd");
}

TEST(Layout, BreaksLinesThatAreTooLongAlsoPaintedOnes) {
  EXPECT_EQ(fit_lines("short\n\n  a few words here\nab\n", 12), "short\n\n  a few\n    words\n    here\nab\n");
  EXPECT_EQ(fit_lines("\x1b[2mfive five\x1b[0m\n", 9), "\x1b[2mfive five\x1b[0m\n") << "codes take no columns";
  EXPECT_EQ(fit_lines("unbreakable x\n", 6), "unbreakable\n  x\n");
}

}  // namespace
}  // namespace loadtest
