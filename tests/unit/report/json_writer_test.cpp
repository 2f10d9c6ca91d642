#include "report/json_writer.h"

#include <gtest/gtest.h>

#include <limits>

namespace loadtest {
namespace {

TEST(JsonWriter, QuotesTextSoThatAnyReaderTakesIt) {
  const struct {
    const char* what;
    std::string text;
    const char* quoted;
  } cases[] = {
      {"plain", "chat", "\"chat\""},
      {"quotes and backslashes", "a\"b\\c", "\"a\\\"b\\\\c\""},
      {"control characters", std::string("a\n\x1b\0z", 5), "\"a\\u000a\\u001b\\u0000z\""},
      {"UTF-8 stays", "é µs 🙂", "\"é µs 🙂\""},
      {"a byte that is none", "a\xff z", "\"a\uFFFD z\""},
      {"a character cut off", "\xe2\x82", "\"\uFFFD\uFFFD\""},
      {"a surrogate, which UTF-8 does not have", "\xed\xa0\x80", "\"\uFFFD\uFFFD\uFFFD\""},
      {"an overlong slash", "\xc0\xaf", "\"\uFFFD\uFFFD\""},
  };
  for (const auto& c : cases) EXPECT_EQ(JsonWriter().text(c.text).take(), std::string(c.quoted) + "\n") << c.what;
}

TEST(JsonWriter, WritesNumbersShortestAndNeverNan) {
  const struct {
    double number;
    const char* written;
  } cases[] = {{0, "0"},
               {0.1, "0.1"},
               {2000, "2000"},
               {1.0 / 3, "0.3333333333333333"},
               {-1.5, "-1.5"},
               {std::numeric_limits<double>::quiet_NaN(), "null"},
               {std::numeric_limits<double>::infinity(), "null"}};
  for (const auto& c : cases) EXPECT_EQ(JsonWriter().number(c.number).take(), std::string(c.written) + "\n");
  EXPECT_EQ(JsonWriter().number(std::uint64_t{18'446'744'073'709'551'615u}).take(), "18446744073709551615\n");
  EXPECT_EQ(JsonWriter().number(std::optional<double>()).take(), "null\n");
}

TEST(JsonWriter, KeepsTheOrderOfKeysAndBreaksLinesOnlyNearTheTop) {
  JsonWriter json;
  json.begin_object().key("z").number(1).key("a").begin_array().end();
  json.key("b").begin_array().begin_object().key("c").begin_array();
  json.begin_object().key("d").begin_object().key("e").number(1).key("f").null().end().end();
  json.end().end().end();
  EXPECT_EQ(json.end().take(), R"({
  "z": 1,
  "a": [],
  "b": [
    {
      "c": [
        {"d": {"e": 1, "f": null}}
      ]
    }
  ]
}
)");
}

TEST(JsonWriter, PutsEverythingOnOneLineWhereThatIsAskedFor) {
  JsonWriter json(JsonWriter::one_line);
  json.begin_object().key("a").text("x\ny").key("b").begin_array().number(1).number(2).end();
  EXPECT_EQ(json.end().take(), "{\"a\": \"x\\u000ay\", \"b\": [1, 2]}\n");
}

}  // namespace
}  // namespace loadtest
