#include <gtest/gtest.h>

#include "feed/read_table.h"

namespace loadtest {
namespace {

using Rows = std::vector<std::vector<std::string>>;

Rows rows_of(const FeedTable& table) {
  Rows rows;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    rows.emplace_back();
    for (std::size_t i = 0; i < table.columns().size(); ++i) rows.back().emplace_back(table.cell(row, i));
  }
  return rows;
}

TEST(Csv, IsReadAsRfc4180HasIt) {
  const struct {
    std::string_view text;
    Rows expected;
  } cases[] = {
      {"a,b\n1,2\n3,4\n", {{"1", "2"}, {"3", "4"}}},        // the common case
      {"a,b\r\n1,2\r\n3,4\r\n", {{"1", "2"}, {"3", "4"}}},  // from Windows
      {"a,b\n1,2", {{"1", "2"}}},                           // no line end at the end
      {"\xef\xbb\xbf"
       "a,b\n1,2\n",
       {{"1", "2"}}},                                                  // from Excel
      {"a,b\n\"x,y\",\"say \"\"hi\"\"\"\n", {{"x,y", "say \"hi\""}}},  // commas and quotes within quotes
      {"a,b\n\"two\nlines\",\"\r\n\"\n", {{"two\nlines", "\r\n"}}},    // line ends within quotes
      {"a,b\n,\n\"\",\n", {{"", ""}, {"", ""}}},                       // empty values
      {"a,b\n1,\n,2", {{"1", ""}, {"", "2"}}},                         //
      {"a,b\n 1 , 2\n", {{" 1 ", " 2"}}},                              // blanks belong to values
      {"\n\na,b\n\n1,2\n\n\r\n3,4\n\n", {{"1", "2"}, {"3", "4"}}},     // empty lines are passed over
      {"a\n1\n\"\"\n2\n", {{"1"}, {""}, {"2"}}},                       // one column: quotes make an empty value
      {"a,b\nä,€\n", {{"ä", "€"}}},                                    // UTF-8
  };
  for (const auto& c : cases) {
    const auto table = read_csv(c.text, "x.csv");
    ASSERT_TRUE(table) << c.text << table.error().line();
    EXPECT_EQ(rows_of(*table), c.expected) << c.text;
  }
}

TEST(Csv, NamesItsColumnsByTheFirstLine) {
  const auto table = read_csv("id, email ,\"full name\"\n1,2,3\n", "x.csv");
  ASSERT_TRUE(table) << table.error().line();
  EXPECT_EQ(table->columns(), (std::vector<std::string>{"id", "email", "full name"}));
  EXPECT_EQ(table->column("email"), 1u);
  EXPECT_EQ(table->column("Email"), std::nullopt);
}

TEST(Csv, SaysWhatIsWrongAndWhere) {
  const struct {
    std::string_view text, expected;
  } cases[] = {
      {"", "x.csv:1: is empty"},
      {"\n\n", "x.csv:1: is empty"},
      {"id,email\n", "x.csv:1: has no row below its header"},
      {"id,,email\n1,2,3\n", "x.csv:1: column 2 has no name"},
      {"id,email,id\n1,2,3\n", "x.csv:1: column \"id\" is there twice"},
      {"17,a@b.c\n18,d@e.f\n", "x.csv:1: column 1 would be called \"17\": is the header line missing?"},
      {"a,b\n1,2\n1,2,3\n", "x.csv:3: 3 values where the header has 2"},
      {"a,b\n1,2\n\n1\n", "x.csv:4: 1 value where the header has 2"},
      {"a,b\n\"x\ny\",2\n1\n", "x.csv:4: 1 value where the header has 2"},  // lines within quotes count
      {"a,b\n1,2\n\"x\ny\"\n", "x.csv:3: 1 value where the header has 2"},  // where the row began
      {"a,b\n1,\"2\n3,4\n", "x.csv:2: a quote that is never closed"},
      {"a,b\n1,x\"y\"\n", "x.csv:2: a quote within a value that does not begin with one"},
      {"a,b\n1,\"x\"y\n", "x.csv:2: \"y\" follows a closing quote"},
      {"a,b\r1,2\r", "x.csv:1: a carriage return without a line feed"},
      {std::string_view("a,b\n1,\0\n", 8), "x.csv:2: has a zero byte, so it is no text"},
      {"\xff\xfe"
       "a",
       "x.csv:1: is UTF-16"},
      {"a,b\n1,2\n1,M\xfcller\n", "x.csv:3: is no UTF-8"},  // Latin-1
      {"a,b\n1,\xed\xa0\x80\n", "x.csv:2: is no UTF-8"},    // a surrogate
      {"a,b\n1,\xc3", "x.csv:2: is no UTF-8"},              // cut off
  };
  for (const auto& c : cases) {
    const auto table = read_csv(c.text, "x.csv");
    ASSERT_FALSE(table) << c.text;
    EXPECT_EQ(table.error().message, c.expected);
    EXPECT_EQ(table.error().kind, ErrorKind::config);
    EXPECT_NE(table.error().hint, "") << c.expected;
  }
}

TEST(Csv, OfManyRowsKeepsEachAtItsPlace) {
  std::string text = "n,square\n";
  for (int i = 0; i < 10'000; ++i) text += std::to_string(i) + ',' + std::to_string(i * i) + '\n';
  const auto table = read_csv(text, "x.csv");
  ASSERT_TRUE(table);
  ASSERT_EQ(table->rows(), 10'000u);
  for (const std::size_t row : {0u, 1u, 4711u, 9'999u}) {
    EXPECT_EQ(table->cell(row, 0), std::to_string(row));
    EXPECT_EQ(table->cell(row, 1), std::to_string(row * row));
  }
}

}  // namespace
}  // namespace loadtest
