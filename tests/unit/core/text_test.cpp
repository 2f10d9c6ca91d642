#include "core/text.h"

#include <gtest/gtest.h>

#include <array>

namespace loadtest {
namespace {

using namespace std::string_literals;

TEST(EscapeForeign, ShowsWhatTheTargetSaidWithoutObeyingIt) {
  const struct {
    std::string text, expected;
  } cases[] = {
      {"rate limit", "rate limit"},                          // ordinary text
      {"größer 🙂 \"a\\b\"", "größer 🙂 \"a\\b\""},  // and any script
      {"a\nb\r\tc", "a\\x0ab\\x0d\\x09c"},                   // no new line in a log
      {"\x1b[31mred", "\\x1b[31mred"},                       // no colour, no cursor movement
      {"nul\0byte"s, "nul\\x00byte"},                        //
      {"del\x7f", "del\\x7f"},                               //
      {"\xc2\x9b"
       "31m",
       "\\x9b31m"},                            // the 8-bit form of ESC [
      {"abc\u202etxt", "abc\\u202etxt"},       // right-to-left override
      {"::error::x", "\\x3a:error::x"},        // a command to CI runners
      {"  ::error::x", "  \\x3a:error::x"},    // which skip blanks before it
      {"std::string", "std::string"},          // harmless in the middle
      {"bad \xff\xc3", "bad \uFFFD\uFFFD"},    // not UTF-8; cut in the middle of a character
      {"\xc0\xaf", "\uFFFD\uFFFD"},            // overlong
      {"\xed\xa0\x80", "\uFFFD\uFFFD\uFFFD"},  // a surrogate
  };
  for (const auto& c : cases) EXPECT_EQ(escape_foreign(c.text), c.expected);
}

TEST(EscapeForeign, CutsAtAWholeCharacter) {
  EXPECT_EQ(escape_foreign("abcdef", 6), "abcdef");
  EXPECT_EQ(escape_foreign("abcdefg", 6), "abcdef…");
  EXPECT_EQ(escape_foreign("ääää", 5), "ää…");
  EXPECT_EQ(escape_foreign("abcd\n", 6), "abcd…");
  EXPECT_EQ(escape_foreign(std::string(100000, 'x')).size(), 203u);
}

TEST(Nearest, FindsWhatWasMeant) {
  constexpr std::array<std::string_view, 6> names = {"users", "url", "duration", "think-time", "threads", "ws"};
  const struct {
    std::string_view typed, expected;
  } cases[] = {
      {"user", "users"},            // one letter short
      {"usres", "users"},           // two swapped
      {"thinktime", "think-time"},  // the dash
      {"thread", "threads"},        //
      {"dur", "duration"},          // its beginning
      {"w", "ws"},                  //
      {"db", ""},                   // two letters, both others
      {"frobnicate", ""},           // nothing like it
      {"", ""},                     //
  };
  for (const auto& c : cases) EXPECT_EQ(nearest(c.typed, names), c.expected) << c.typed;
  EXPECT_EQ(nearest(std::string(100000, 'u'), names), "");
}

TEST(PercentEncode, KeepsOnlyTheUnreserved) {
  EXPECT_EQ(percent_encode("eyJ.a-b_c~9"), "eyJ.a-b_c~9");
  EXPECT_EQ(percent_encode("a b/ü+&="), "a%20b%2F%C3%BC%2B%26%3D");
}

}  // namespace
}  // namespace loadtest
