#include "pg/connection.h"

#include <gmock/gmock.h>
#include <libpq-fe.h>

#include <string>

#include "world.h"

using namespace loadtest;
using namespace loadtest::pg;
using namespace loadtest::pg::testing;

namespace {

class ConnectionTest : public WithPostgres {
 protected:
  Answers answers;

  Answer answer_to(Connection& connection, const std::string& sql) {
    connection.run(sql.c_str());
    return next(answers).value_or(Answer{});
  }
};

const Preparation victim{{"set application_name = 'victim'"}, {}};
// Waits for its end.
const char* const end_victim =
    "select pg_terminate_backend(pid, 10000) from pg_stat_activity where application_name = 'victim'";

TEST_F(ConnectionTest, TellsWhatTheServerSaid) {
  const auto connection = connect(answers);
  EXPECT_TRUE(connection->ready());

  Answer answer = answer_to(*connection, "select 'abc', 42 from generate_series(1, 3)");
  EXPECT_TRUE(answer.ok);
  EXPECT_EQ(answer.rows, 3u);
  EXPECT_EQ(answer.bytes, 3u * (7 + 4 + 3 + 4 + 2));
  EXPECT_TRUE(connection->ready());

  EXPECT_TRUE(answer_to(*connection, "create temp table t (id int primary key)").ok);
  EXPECT_EQ(answer_to(*connection, "insert into t select generate_series(1, 12)").rows, 12u);
  EXPECT_EQ(answer_to(*connection, "select 1; delete from t where id > 10").rows, 2u);  // the last one's
  EXPECT_TRUE(answer_to(*connection, "").ok);

  answer = answer_to(*connection, "insert into t values (1)");
  EXPECT_FALSE(answer.ok);
  EXPECT_EQ(code(answer), "23505");
  EXPECT_EQ(connection->refusal().message, "duplicate key value violates unique constraint \"t_pkey\"");
  EXPECT_EQ(connection->refusal().detail, "") << "it has values in it";
  answer = answer_to(*connection, "select 1; select 1 / 0");
  EXPECT_FALSE(answer.ok);
  EXPECT_EQ(code(answer), "22012");
  EXPECT_TRUE(answer_to(*connection, "select 1").ok);
}

TEST_F(ConnectionTest, KnowsWhetherATransactionIsOpen) {
  using Transaction = Connection::Transaction;
  const auto connection = connect(answers);
  EXPECT_EQ(connection->transaction(), Transaction::none);
  answer_to(*connection, "begin");
  EXPECT_EQ(connection->transaction(), Transaction::open);
  answer_to(*connection, "select nonsense");
  EXPECT_EQ(connection->transaction(), Transaction::failed);
  EXPECT_EQ(code(answer_to(*connection, "select 1")), "25P02");
  answer_to(*connection, "rollback");
  EXPECT_EQ(connection->transaction(), Transaction::none);
}

TEST_F(ConnectionTest, RunsPreparedAndParsedStatements) {
  const auto connection =
      connect(answers, {{"set application_name = 'prepared'"},
                        {{"sum", "select $1::int + $2::int"}, {"null", "select $1::text is null"}}});
  const char* const two[] = {"20", "22"};
  // Bind 5+1+4+2+2+4+2+4+2+2+2, Describe 7, Execute 10, Sync 5
  EXPECT_EQ(connection->run_prepared("sum", two), 30u + 22u);
  EXPECT_TRUE(next(answers)->ok);
  EXPECT_EQ(answers.all.back().bytes, 7u + 4 + 2);

  const char* const none[] = {nullptr};
  connection->run_prepared("null", none);
  EXPECT_TRUE(next(answers)->ok);

  connection->run_parsed("select $1::text || $2::text", two);
  EXPECT_EQ(next(answers)->bytes, 7u + 4 + 4);
  connection->run_parsed("select 1", {});
  EXPECT_TRUE(next(answers)->ok);

  connection->run_prepared("unknown", {});
  EXPECT_EQ(code(*next(answers)), "26000");
  EXPECT_TRUE(connection->ready());
}

// More than a read takes, and more than the socket's buffer: nothing may stay behind on either side.
TEST_F(ConnectionTest, LargeAnswersAndParametersPass) {
  const auto connection = connect(answers, {{}, {{"length", "select length($1::text)"}}});
  EXPECT_EQ(answer_to(*connection, "select repeat('x', 1000) from generate_series(1, 1000)").rows, 1000u);
  EXPECT_EQ(answers.all.back().bytes, 1000u * (7 + 4 + 1000));
  EXPECT_EQ(answer_to(*connection, "select repeat('x', 20000000)").bytes, 7u + 4 + 20'000'000);

  const std::string big(2'000'000, 'y');
  const char* const parameters[] = {big.c_str()};
  for (int turn = 0; turn < 3; ++turn) {
    EXPECT_GT(connection->run_prepared("length", parameters), big.size());
    EXPECT_EQ(next(answers)->bytes, 7u + 4 + 7);
  }
  EXPECT_TRUE(answer_to(*connection, "select 1").ok);
}

TEST_F(ConnectionTest, PassesOverTls) {
  Login login = log_in(cluster->over_tcp() + " sslmode=verify-full sslrootcert=" + cluster->authority());
  ASSERT_TRUE(login.handle) << login.failure;
  Connection connection(loop.poller, std::move(login.handle), answers);
  EXPECT_TRUE(answer_to(connection, "select ssl from pg_stat_ssl where pid = pg_backend_pid() and ssl").ok);
  EXPECT_EQ(answers.all.back().rows, 1u);
  for (int turn = 0; turn < 3; ++turn) {
    EXPECT_EQ(answer_to(connection, "select repeat('x', 3000000)").bytes, 7u + 4 + 3'000'000);
  }
  const std::string big(2'000'000, 'y');
  const char* const parameters[] = {big.c_str()};
  connection.run_parsed("select length($1::text)", parameters);
  EXPECT_EQ(next(answers)->bytes, 7u + 4 + 7);
}

TEST_F(ConnectionTest, NoticesAreNobodysBusiness) {
  ::testing::internal::CaptureStderr();
  const auto connection = connect(answers);
  EXPECT_TRUE(answer_to(*connection, "do $$ begin raise warning 'look'; end $$").ok);
  EXPECT_TRUE(answer_to(*connection, "set application_name = 'other'").ok);
  EXPECT_EQ(::testing::internal::GetCapturedStderr(), "");
}

TEST_F(ConnectionTest, ABackendThatIsEndedIsToldWithItsReason) {
  auto boss = admin();
  {
    const auto idle = connect(answers, victim);
    ASSERT_TRUE(boss.query(end_victim));
    ASSERT_TRUE(loop.until([&] { return answers.broken.has_value(); }));
    EXPECT_EQ(*answers.broken, "57P01 admin_shutdown");
    EXPECT_FALSE(idle->ready());
    EXPECT_EQ(idle->make_cancel(), nullptr);
  }
  answers.broken.reset();
  const auto busy = connect(answers, victim);
  busy->run("select pg_sleep(60)");
  ASSERT_TRUE(boss.query(end_victim));
  ASSERT_TRUE(loop.until([&] { return answers.broken.has_value(); }));
  EXPECT_EQ(*answers.broken, "57P01 admin_shutdown");
  EXPECT_TRUE(answers.all.empty());
}

// The server is gone, and we find out by sending: told later, and never within the call.
TEST_F(ConnectionTest, SendingIntoTheVoidIsToldLater) {
  auto boss = admin();
  const auto connection = connect(answers, victim);
  ASSERT_TRUE(boss.query(end_victim));
  const std::string big(2'000'000, 'y');
  const char* const parameters[] = {big.c_str()};
  connection->run_parsed("select length($1::text)", parameters);
  EXPECT_FALSE(answers.broken);
  ASSERT_TRUE(loop.until([&] { return answers.broken.has_value(); }));
  EXPECT_EQ(*answers.broken, "57P01 admin_shutdown");
}

TEST_F(ConnectionTest, CopyIsRefused) {
  const auto connection = connect(answers);
  connection->run("copy (select 1) to stdout");
  EXPECT_FALSE(next(answers));
  EXPECT_EQ(answers.broken, "copy is not supported");
}

struct Deaf final : net::Pollable {
  void on_ready(std::uint32_t) override {}
};

TEST_F(ConnectionTest, WhatTheKernelDoesNotWatchIsBrokenFromTheStart) {
  Deaf other;
  Login login = log_in(cluster->over_socket());
  ASSERT_TRUE(login.handle);
  ASSERT_TRUE(loop.poller->add_level(PQsocket(login.handle.get()), other));  // once only, says epoll
  Connection connection(loop.poller, std::move(login.handle), answers);
  EXPECT_FALSE(connection.ready());
  EXPECT_FALSE(answers.broken);
  ASSERT_TRUE(loop.until([&] { return answers.broken.has_value(); }));
  EXPECT_EQ(*answers.broken, "connection lost");
  EXPECT_FALSE(connection.ready());
  EXPECT_EQ(connection.make_cancel(), nullptr);
  loop.poller->remove(other);
}

// The observer may let go of the connection in either call, and start the next statement in on_answer().
struct Fickle final : Connection::Observer {
  std::unique_ptr<Connection> connection;
  int more = 0, answered = 0;
  bool broken = false, let_go = true;
  void on_answer(const Answer&) override {
    ++answered;
    if (more-- > 0) {
      connection->run("select 1");
    } else if (let_go) {
      connection.reset();
    }
  }
  void on_broken(const std::string&) override {
    broken = true;
    connection.reset();
  }
};

TEST_F(ConnectionTest, TheObserverMayLetGoOfIt) {
  Fickle fickle;
  fickle.more = 3;
  Login login = log_in(cluster->over_socket());
  ASSERT_TRUE(login.handle);
  fickle.connection = std::make_unique<Connection>(loop.poller, std::move(login.handle), fickle);
  fickle.connection->run("select 1");
  ASSERT_TRUE(loop.until([&] { return fickle.connection == nullptr; }));
  EXPECT_EQ(fickle.answered, 4);
  EXPECT_FALSE(fickle.broken);

  login = log_in(cluster->over_socket());
  ASSERT_TRUE(login.handle);
  fickle.connection = std::make_unique<Connection>(loop.poller, std::move(login.handle), fickle);
  fickle.connection->run("select pg_terminate_backend(pg_backend_pid())");
  ASSERT_TRUE(loop.until([&] { return fickle.connection == nullptr; }));
  EXPECT_TRUE(fickle.broken);
}

}  // namespace
