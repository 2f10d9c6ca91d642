#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "feed/read_table.h"

namespace loadtest {
namespace {

TEST(JsonLines, AreRowsOfTheirScalars) {
  const auto table = read_jsonl(
      "{\"id\": 1, \"name\": \"a \\\"b\\\" \\u00e4\", \"ok\": true, \"none\": null}\n"
      "\n"
      "  {\"none\":\"\",\"ok\":false,\"name\":\"\\n\",\"id\":-1.50e+3}\r\n",
      "x.jsonl");
  ASSERT_TRUE(table) << table.error().line();
  EXPECT_EQ(table->columns(), (std::vector<std::string>{"id", "name", "ok", "none"}));
  ASSERT_EQ(table->rows(), 2u);
  EXPECT_EQ(table->cell(0, 0), "1");
  EXPECT_EQ(table->cell(0, 1), "a \"b\" \u00e4");
  EXPECT_EQ(table->cell(0, 2), "true");
  EXPECT_EQ(table->cell(0, 3), "");
  EXPECT_EQ(table->cell(1, 0), "-1.50e+3");  // as it is written
  EXPECT_EQ(table->cell(1, 1), "\n");
}

TEST(JsonLines, SayWhatIsWrongAndWhere) {
  const struct {
    std::string_view text, expected;
  } cases[] = {
      {"", "x.jsonl:1: is empty"},
      {"[1, 2]\n", "x.jsonl:1: no object"},
      {"id,email\n1,2\n", "x.jsonl:1: no object"},  // CSV
      {"{}\n", "x.jsonl:1: the object is empty"},
      {"{\"a\": 1,}\n", "x.jsonl:1: no member of the form \"key\": value"},
      {"{\"a\" 1}\n", "x.jsonl:1: no member of the form \"key\": value"},
      {"{\"a\": 1\n", "x.jsonl:1: the object is not closed where it should be"},
      {"{\"a\": 1} {\"a\": 2}\n", "x.jsonl:1: more follows behind the object"},
      {"{\"a\": [1]}\n", "x.jsonl:1: the value of \"a\" is no text, number, true, false or null"},
      {"{\"a\": {\"b\": 1}}\n", "x.jsonl:1: the value of \"a\" is no text, number, true, false or null"},
      {"{\"a\": 01}\n", "x.jsonl:1: the value of \"a\" is no text, number, true, false or null"},
      {"{\"a\": 1.}\n", "x.jsonl:1: the value of \"a\" is no text, number, true, false or null"},
      {"{\"a\": yes}\n", "x.jsonl:1: the value of \"a\" is no text, number, true, false or null"},
      {"{\"a\": \"x}\n", "x.jsonl:1: the value of \"a\" is no text, number, true, false or null"},
      {"{\"a\": 1}\n\n{\"b\": 1}\n", "x.jsonl:3: \"a\" is missing"},
      {"{\"a\": 1}\n{\"a\": 1, \"b\": 1}\n", "x.jsonl:2: the first line has no \"b\""},
      {"{\"a\": 1}\n{\"a\": 1, \"a\": 2}\n", "x.jsonl:2: a key is there twice"},
      {"{\"a\": 1, \"a\": 2}\n", "x.jsonl:1: column \"a\" is there twice"},
      {"{\"\": 1}\n", "x.jsonl:1: column 1 has no name"},
  };
  for (const auto& c : cases) {
    const auto table = read_jsonl(c.text, "x.jsonl");
    ASSERT_FALSE(table) << c.text;
    EXPECT_EQ(table.error().message, c.expected) << c.text;
    EXPECT_EQ(table.error().kind, ErrorKind::config);
  }
}

TEST(FeederFile, IsReadByItsEnding) {
  const auto folder = std::filesystem::path(testing::TempDir());
  const std::string csv = folder / "feed_test.csv", jsonl = folder / "feed_test.jsonl",
                    other = folder / "feed_test.txt";
  std::ofstream(csv) << "a\n1\n";
  std::ofstream(jsonl) << "{\"a\": 1}\n";
  for (const std::string& path : {csv, jsonl}) {
    const auto table = read_table(path);
    ASSERT_TRUE(table) << table.error().line();
    EXPECT_EQ(table->cell(0, 0), "1");
  }
  EXPECT_EQ(read_table(other).error().message, other + ": the ending says neither CSV nor JSON Lines");
  EXPECT_EQ(read_table(folder / "none.csv").error().message,
            (folder / "none.csv").string() + ": cannot be read: No such file or directory");
}

}  // namespace
}  // namespace loadtest
