#include "pg/admin.h"

#include <gmock/gmock.h>

#include "pg/login_error.h"
#include "world.h"

using namespace loadtest;
using namespace loadtest::pg;
using namespace loadtest::pg::testing;
using ::testing::HasSubstr;
using ::testing::Not;

namespace {

using AdminTest = WithPostgres;

TEST_F(AdminTest, ReadsRows) {
  auto boss = admin();
  const auto rows = boss.query("select 1, null, 'ä\\b' union all select 2, 'x', '' order by 1");
  ASSERT_TRUE(rows);
  EXPECT_EQ(*rows, (Admin::Rows{{"1", std::nullopt, "ä\\b"}, {"2", "x", ""}}));
  EXPECT_TRUE(boss.query("create temp table t (id int)")->empty());
  EXPECT_EQ(*boss.query("begin; insert into t values (1), (2); commit; select count(*) from t"), (Admin::Rows{{"2"}}));
  EXPECT_EQ(*boss.query("select " + boss.quote("it's \\ \"so\"")), (Admin::Rows{{"it's \\ \"so\""}}));
  EXPECT_GE(boss.server_version(), 120000);
  EXPECT_EQ(*boss.query("select pg_backend_pid()"), (Admin::Rows{{std::to_string(boss.login_pid())}}));

  Admin moved = std::move(boss);
  EXPECT_TRUE(moved.query("select 1"));
}

TEST_F(AdminTest, ErrorsHaveTheirCodeAndOneLine) {
  auto boss = admin();
  struct Case {
    const char *sql, *code, *message;
  } const cases[] = {
      {"select * from missing", "42P01", "relation \"missing\" does not exist"},
      {"selec 1", "42601", "syntax error at or near \"selec\""},
      {"do $$ begin raise exception 'no' using errcode = '42501'; end $$", "42501", "no"},
      {"do $$ begin raise exception 'no' using errcode = '40001'; end $$", "40001", "no"},
      {"do $$ begin raise exception 'no' using errcode = '40P01'; end $$", "40P01", "no"},
      {"do $$ begin raise exception 'no' using errcode = '53300'; end $$", "53300", "no"},
      {"do $$ begin raise exception 'no' using errcode = '08006'; end $$", "08006", "no"},
      {"do $$ begin raise exception 'no' using errcode = 'PT403', detail = 'why'; end $$", "PT403", "no; DETAIL:  why"},
      {"set statement_timeout = 20; select pg_sleep(10)", "57014", "canceling statement due to statement timeout"},
  };
  for (const Case& c : cases) {
    const auto answer = boss.query(c.sql);
    ASSERT_FALSE(answer) << c.sql;
    EXPECT_EQ(answer.error().sqlstate, c.code) << c.sql << ": " << answer.error().message;
    EXPECT_THAT(answer.error().message, ::testing::StartsWith(c.message)) << c.sql;
    EXPECT_THAT(answer.error().message, Not(HasSubstr("\n")));
  }
  EXPECT_TRUE(boss.query("select 1"));
}

// A new connection in its place would have lost its role and settings without a word.
TEST_F(AdminTest, WhatIsLostIsNotSilentlyMadeAgain) {
  auto boss = admin();
  auto other = admin();
  ASSERT_TRUE(other.query("select pg_terminate_backend(" + std::to_string(boss.login_pid()) + ", 10000)"));
  for (int turn = 0; turn < 3; ++turn) {
    const auto answer = boss.query("select 1");
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().sqlstate, "57P01") << answer.error().message;
    EXPECT_NE(answer.error().message, "");
  }
}

TEST_F(AdminTest, ALoginThatFailsIsOneLineOfHelp) {
  const std::string tcp = cluster->over_tcp();
  const std::string port = std::to_string(cluster->port());
  struct Case {
    std::string conninfo, line;
  } const cases[] = {
      {tcp + " port=1", "cannot reach the database at localhost:1 (connection refused) (is PostgreSQL running"},
      {cluster->over_socket() + " port=1",
       "cannot reach the database at " + cluster->folder() + " (port 1) (no such socket) (is PostgreSQL running"},
      {tcp + " password=falsely",
       "the database refused the login of \"tester\" (28P01: password authentication failed "
       "for user \"tester\") (check user and password"},
      {tcp + " dbname=x", "database \"x\" does not exist (3D000) ("},
      {tcp + " sslmode=verify-ca sslrootcert=/nowhere",
       "the server's certificate is not trusted: root certificate file \"/nowhere\" does not exist"},
      {tcp + " host=other sslmode=verify-full sslrootcert=" + cluster->authority(),
       "the server's certificate is not trusted: server certificate for \"localhost\" does not match host name "
       "\"other\" (name its authority with sslrootcert"},
      {tcp + " password=" + std::string("''") + " passfile=/nowhere",
       "the database wants a password for \"tester\" (give it with PGPASSWORD"},
  };
  for (const Case& c : cases) {
    auto conninfo = Conninfo::read(c.conninfo, "");
    ASSERT_TRUE(conninfo) << c.conninfo;
    const auto connected = Admin::connect(*conninfo, patience);
    ASSERT_FALSE(connected) << c.conninfo;
    EXPECT_EQ(connected.error().kind, ErrorKind::target);
    EXPECT_THAT(connected.error().line(), ::testing::StartsWith(c.line));
    EXPECT_THAT(connected.error().line(), Not(::testing::AnyOf(HasSubstr("falsely"), HasSubstr("sesame"))));
  }
}

TEST(LoginError, NamesTheHostsAsTheUserDid) {
  const auto conninfo = Conninfo::read("host=a,a,::1,/tmp/x hostaddr=10.0.0.1,10.0.0.2,, port=1,1,5432,3 user=u", "");
  ASSERT_TRUE(conninfo);
  EXPECT_EQ(login_error(*conninfo, "connect timeout", "").message,
            "cannot reach the database at a:1, [::1]:5432, /tmp/x (port 3) (no answer in time)");
}

}  // namespace
