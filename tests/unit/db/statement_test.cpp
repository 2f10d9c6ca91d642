#include "workloads/db/statement.h"

#include <gmock/gmock.h>

#include <cstring>
#include <set>
#include <string>

namespace loadtest {
namespace {

using ::testing::HasSubstr;

TEST(Statements, HaveNamesOfTheirOwnAndSharesThatAddUp) {
  std::set<std::string_view> names;
  double reads = 0, writes = 0;
  for (const Statement& statement : known_statements()) {
    EXPECT_TRUE(names.insert(statement.name).second) << statement.name;
    (statement.writes ? writes : reads) += statement.share;
  }
  EXPECT_EQ(names.size(), 7u);
  EXPECT_EQ(reads, 4);
  EXPECT_EQ(writes, 1);
}

TEST(Statements, NameTheirTablesWithTheSchemaAndAsManyParametersAsTheyHave) {
  for (const Statement& statement : known_statements()) {
    const std::string sql = statement.steps.at(0).sql;
    for (const std::string& table : statement.tables) {
      const bool inserted_into_another = statement.name == "message_insert" && table == "public.pam_conversations";
      if (inserted_into_another) continue;
      EXPECT_THAT(sql, HasSubstr(table));
    }
    for (std::size_t n = 1; n <= Statement::values_max; ++n) {
      const bool used = sql.find("$" + std::to_string(n) + "::") != std::string::npos;
      EXPECT_EQ(used, n <= statement.values.size()) << statement.name << " $" << n;
    }
    EXPECT_EQ(sql.rfind("INSERT", 0) == 0 || sql.rfind("UPDATE", 0) == 0, statement.writes) << statement.name;
  }
}

TEST(Statements, KnowWhatTheyNeed) {
  for (const Statement& statement : known_statements()) {
    EXPECT_EQ(statement.needs(Value::Kind::expense), statement.name == "expense_update");
    EXPECT_EQ(statement.needs(Value::Kind::new_row), statement.name == "message_insert");
    EXPECT_EQ(statement.needs(Value::Kind::user), statement.name != "message_insert");
  }
}

TEST(Statements, WriteMessagesAsLongAsPeopleDo) {
  EXPECT_GE(std::strlen(message_content()), 150u);
  EXPECT_LE(std::strlen(message_content()), 300u);
}

}  // namespace
}  // namespace loadtest
