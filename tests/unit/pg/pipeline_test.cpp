#include <gmock/gmock.h>

#include <array>
#include <string>

#include "pg/pipeline_check.h"
#include "silence.h"
#include "world.h"

using namespace loadtest;
using namespace loadtest::pg;
using namespace loadtest::pg::testing;

namespace {

class PipelineTest : public WithPostgres {
 protected:
  using Transaction = Connection::Transaction;
  Answers answers;

  static Call parsed(const char* sql) { return {.name = nullptr, .sql = sql}; }
  Answer answer_to(Connection& connection, std::array<const char*, 4> sql, std::size_t wanted = 2) {
    const std::array calls{parsed(sql[0]), parsed(sql[1]), parsed(sql[2]), parsed(sql[3])};
    connection.run_pipelined(calls, wanted);
    return next(answers).value_or(Answer{});
  }
};

TEST_F(PipelineTest, SeveralStatementsHaveOneAnswerWithTheRowsOfTheWantedOne) {
  const auto connection = connect(answers, {{}, {{"double", "select $1::int * 2 from generate_series(1, 3)"}}});
  const char* const one[] = {"21"};
  const std::array calls{parsed("begin"), parsed("select 'skipped' from generate_series(1, 9)"),
                         Call{.name = "double", .sql = nullptr, .parameters = one}, parsed("commit")};
  // Parse "begin" 5+1+6+2, "select..." 5+1+44+2, "commit" 5+1+7+2; their Binds 5+1+1+8 each; "double" 5+1+7+8+4+2;
  // Describe and Execute 17 each; one Sync 5
  EXPECT_EQ(connection->run_pipelined(calls, 2), 14u + 52 + 15 + 3 * 15 + 27 + 4 * 17 + 5);
  EXPECT_FALSE(connection->ready());
  const auto answer = next(answers);
  ASSERT_TRUE(answer);
  EXPECT_TRUE(answer->ok);
  EXPECT_EQ(answer->done, 4u);
  EXPECT_EQ(answer->rows, 3u);
  EXPECT_EQ(answer->bytes, 3u * (7 + 4 + 2));
  EXPECT_TRUE(connection->ready());
  EXPECT_EQ(connection->transaction(), Transaction::none);
  EXPECT_EQ(answers.all.size(), 1u);
}

TEST_F(PipelineTest, WhatFailsIsToldWithItsPlaceAndTheRestIsSkipped) {
  const auto connection = connect(answers);
  connection->run("create temp table t (id int primary key, parent int references t deferrable initially deferred)");
  ASSERT_TRUE(next(answers)->ok);
  struct Case {
    std::array<const char*, 4> sql;
    std::uint32_t place;
    const char* code;
    Transaction left;
  };
  const Case cases[] = {
      {{"begin", "insert into t values (1)", "select 1 / 0", "commit"}, 2, "22012", Transaction::failed},
      {{"begin", "select nonsense", "select 1", "commit"}, 1, "42703", Transaction::failed},
      {{"begin nonsense", "select 1", "select 1", "commit"}, 0, "42601", Transaction::none},
      {{"begin", "select 1", "insert into t values (2, 3)", "commit"}, 3, "23503", Transaction::none},
  };
  for (const Case& c : cases) {
    const Answer answer = answer_to(*connection, c.sql);
    EXPECT_FALSE(answer.ok) << c.sql[2];
    EXPECT_EQ(code(answer), c.code);
    EXPECT_EQ(answer.done, c.place) << c.code;
    EXPECT_EQ(connection->transaction(), c.left) << c.code;
    if (c.left != Transaction::failed) continue;
    connection->run("rollback");
    EXPECT_TRUE(next(answers)->ok);
  }
  connection->run("select * from t");
  EXPECT_EQ(next(answers)->rows, 0u);
}

TEST_F(PipelineTest, OneByOneAndTogetherMayFollowEachOther) {
  const auto connection = connect(answers);
  for (int turn = 0; turn < 3; ++turn) {
    EXPECT_EQ(answer_to(*connection, {"begin", "select 1", "select generate_series(1, 5)", "commit"}).rows, 5u);
    connection->run("select 1; select 2");  // the simple protocol, which a pipeline does not take
    EXPECT_TRUE(next(answers)->ok);
  }
}

TEST_F(PipelineTest, LargeOnesPass) {
  const auto connection = connect(answers);
  const std::string big(3'000'000, 'y');
  const char* const parameters[] = {big.c_str()};
  const Call echo{.name = nullptr, .sql = "select $1::text", .parameters = parameters};
  const std::array calls{echo, echo, echo};
  connection->run_pipelined(calls, 1);
  const auto answer = next(answers);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->bytes, 7u + 4 + big.size());
  EXPECT_EQ(answer->done, 3u);
}

TEST_F(PipelineTest, ABackendThatIsEndedInTheMiddleIsToldWithItsReason) {
  const auto connection = connect(answers);
  const std::array calls{parsed("begin"), parsed("select pg_terminate_backend(pg_backend_pid())"), parsed("commit")};
  connection->run_pipelined(calls, 1);
  ASSERT_TRUE(loop.until([&] { return answers.broken.has_value(); }));
  EXPECT_EQ(*answers.broken, "57P01 admin_shutdown");
  EXPECT_TRUE(answers.all.empty());
}

TEST_F(PipelineTest, TheCheckPassesAtPostgresAndTellsOfOneThatDoesNotAnswer) {
  EXPECT_TRUE(check_pipeline(conninfo_of(cluster->over_socket()), patience));
  const Silence silence;
  const auto refused = check_pipeline(conninfo_of(silence.conninfo()), std::chrono::milliseconds(50));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::target);
  EXPECT_THAT(refused.error().line(), ::testing::HasSubstr("leave --pipeline out"));
}

}  // namespace
