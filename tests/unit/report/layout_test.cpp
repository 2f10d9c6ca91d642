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

}  // namespace
}  // namespace loadtest
