#include "pg/sql_text.h"

#include <gmock/gmock.h>

namespace loadtest::pg {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> marks(std::string_view sql) {
  std::vector<std::string> found;
  for (auto mark = next_mark(sql, 0); mark; mark = next_mark(sql, mark->at + mark->size))
    found.emplace_back(sql.substr(mark->at, mark->size));
  return found;
}

TEST(SqlMarks, StandOutsideOfStringsNamesAndComments) {
  EXPECT_THAT(marks("SELECT :a, $1, :b_2::int FROM t WHERE x=:c"), ElementsAre(":a", "$1", ":b_2", ":c"));
  EXPECT_THAT(marks("SELECT ':a', 'it''s :b', E'\\' :c', \"d:e\""), IsEmpty());
  EXPECT_THAT(marks("SELECT 1 -- :a\n, :b /* :c /* :d */ :e */, :f"), ElementsAre(":b", ":f"));
  EXPECT_THAT(marks("SELECT $$ :a $$, $t$ $$ :b $t$, :c"), ElementsAre(":c"));
  EXPECT_THAT(marks("SELECT now()::date, x[1:2], a$1, '12:30'"), IsEmpty());
  EXPECT_THAT(marks("SELECT 'never closed :a"), IsEmpty());
  EXPECT_THAT(marks("SELECT e'\\\\', :a"), ElementsAre(":a"));
}

TEST(SqlText, EndsAtASemicolonThatIsNoneOfAString) {
  EXPECT_EQ(end_of_statement("SELECT 1; SELECT 2"), 8u);
  EXPECT_EQ(end_of_statement("SELECT ';' -- ;\n ; x"), 17u);
  EXPECT_EQ(end_of_statement("SELECT $$;$$"), 12u);
}

TEST(SqlText, KnowsItsWords) {
  EXPECT_EQ(first_word("/* x */ -- y\n  with a as (select 1)"), "WITH");
  EXPECT_TRUE(has_word("with a as (delete from t) select", "DELETE"));
  EXPECT_FALSE(has_word("select 'delete' as \"delete\", deleted -- delete", "DELETE"));
  EXPECT_TRUE(is_blank_sql(" -- x\n /* y */ "));
  EXPECT_FALSE(is_blank_sql(" -- x\n 1"));
}

TEST(SqlText, IsSentWithItsValuesAsLiterals) {
  const char* values[] = {"it's", nullptr, "3"};
  std::string sent;
  write_with_values("SELECT $1, '$1', $2::int, $3, $4, $12", values, sent);
  EXPECT_EQ(sent, "SELECT 'it''s', '$1', NULL::int, '3', $4, $12");
}

TEST(StatementShape, LeavesOutValuesCommentsAndBlanks) {
  struct Case {
    const char *sql, *shape;
  } const cases[] = {
      {"SELECT  *\n\tFROM t -- why\n WHERE a = 12.5 AND b='x' ;", "SELECT * FROM t WHERE a = ? AND b=?"},
      {"/* who */ select $1, t2.c3, $$body 'x'$$, \"Odd Name\"", "select $1, t2.c3, ?, \"Odd Name\""},
      {"alter role x password 'cut in the mid", "alter role x password ?"},
      {"select E'it\\'s', -1e5, 0x1F", "select E?, -?, ?"},
  };
  for (const Case& c : cases) EXPECT_EQ(statement_shape(c.sql), c.shape);
}

}  // namespace
}  // namespace loadtest::pg
