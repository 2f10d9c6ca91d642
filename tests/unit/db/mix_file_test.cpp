#include "workloads/db/mix_file.h"

#include <gmock/gmock.h>

#include "workloads/db/pgbench_script.h"
#include "yaml/yaml_file.h"

namespace loadtest {
namespace {

using ::testing::ElementsAre;

struct Read {
  MixFile mix;
  std::vector<std::string> problems;
};

Read read(std::string_view text, const Defines& defines = {}) {
  Read result;
  Problems problems;
  const auto file = YamlFile::parse(text, "mix.yaml", {}, problems);
  if (file) result.mix = MixFile::read(file->root(), defines, 1);
  for (const Error& problem : problems) result.problems.push_back(problem.line());
  return result;
}

TEST(MixFile, BindsNamesToNumbersEachValueOnce) {
  const Read given = read(R"yaml(
parameters: {shop: {text: corner}}
statements:
  - name: a
    sql: SELECT :id, ':id', :user::uuid, :id FROM t WHERE shop = :shop
    parameters: {id: "random(1, 9)"}
    owner: user_id
    rows: 2..5
    weight: 3
)yaml");
  EXPECT_THAT(given.problems, ElementsAre());
  ASSERT_EQ(given.mix.statements.size(), 1u);
  const Statement& statement = given.mix.statements[0];
  const Step& step = statement.steps.at(0);
  EXPECT_EQ(step.sql, "SELECT $1, ':id', $2::uuid, $1 FROM t WHERE shop = $3");
  EXPECT_THAT(step.values, ElementsAre(1, 2, 0));
  EXPECT_EQ(statement.values.at(2).kind, Value::Kind::user);
  EXPECT_EQ(step.owner, "user_id");
  EXPECT_EQ(step.rows_min, 2u);
  EXPECT_EQ(step.rows_max, 5u);
  EXPECT_EQ(statement.share, 3);
  EXPECT_FALSE(statement.writes);
  EXPECT_FALSE(statement.transaction);
}

TEST(MixFile, KnowsWhatWrites) {
  for (const auto& [sql, writes] : {std::pair{"SELECT 1", false},
                                    {"WITH x AS (SELECT 'delete') TABLE x", false},
                                    {"WITH x AS (DELETE FROM t RETURNING 1) SELECT", true},
                                    {"SELECT 1 FROM t FOR UPDATE", true},
                                    {"insert into t values (1)", true},
                                    {"CALL p()", true}})
    EXPECT_EQ(StatementMaker::writes(sql), writes) << sql;
}

TEST(MixFile, MakesATransactionOfSeveralStatements) {
  const Read given = read(R"yaml(
statements:
  - name: order
    transaction:
      - SELECT 1
      - {sql: "INSERT INTO o VALUES (:row, :run)", rows: any}
    clean_up: DELETE FROM o WHERE id BETWEEN :first_row AND :last_row AND run = :run
)yaml");
  EXPECT_THAT(given.problems, ElementsAre());
  const Statement& statement = given.mix.statements.at(0);
  EXPECT_TRUE(statement.transaction && statement.writes);
  ASSERT_EQ(statement.steps.size(), 2u);
  EXPECT_EQ(statement.steps[0].rows_min, 1u);
  EXPECT_EQ(statement.steps[1].rows_min, 0u);
  EXPECT_EQ(statement.steps[1].name, "order.2");
  EXPECT_THAT(clean_up_sql(statement, "20261123-184200-0a1b2c"),
              ::testing::EndsWith("AND run = '20261123-184200-0a1b2c'"));
}

TEST(PgbenchScript, BecomesATransactionWithItsValues) {
  Problems problems;
  const auto statement = read_pgbench_script(
      "\\set aid random(1, \\\n 100000 * :scale)\n\\set half :aid / 2\nBEGIN;\nUPDATE a SET b = b + :half WHERE id = "
      ":aid;\n"
      "SELECT b FROM a WHERE id = :aid; END;\n",
      "s.sql", "s", {{"scale", "2"}}, problems);
  ASSERT_TRUE(statement) << problems.at(0).line();
  EXPECT_TRUE(statement->transaction && statement->writes);
  ASSERT_EQ(statement->steps.size(), 2u);
  EXPECT_EQ(statement->steps[0].sql, "UPDATE a SET b = b + $1 WHERE id = $2");
  EXPECT_THAT(statement->steps[0].values, ElementsAre(1, 0));
  EXPECT_EQ(statement->steps[1].rows_min, 0u) << "a script says nothing of rows";
}

}  // namespace
}  // namespace loadtest
