#include "pg/dialer.h"

#include <gmock/gmock.h>

#include <set>
#include <string>

#include "silence.h"
#include "world.h"

using namespace loadtest;
using namespace loadtest::pg;
using namespace loadtest::pg::testing;

namespace {

std::string refused_port() {
  Silence silence;
  silence.close();
  return silence.port();
}

using DialerTest = WithPostgres;

TEST_F(DialerTest, ManyLoginsAtOnceEachComeWithTheirTicket) {
  Dialer dialer(conninfo_of(cluster->over_tcp()).text(), patience, at_once);
  Logins logins;
  const auto desk = dialer.desk(loop.poller, logins);
  const TimePoint before = Clock::now();
  constexpr std::uint32_t count = 60;  // more than are tried at once
  for (std::uint32_t ticket = 0; ticket < count; ++ticket) desk->order({ticket, before, {}});
  ASSERT_TRUE(loop.until([&] { return logins.all.size() == count; }));
  std::set<std::uint32_t> tickets;
  for (const Login& login : logins.all) {
    EXPECT_TRUE(login.handle) << login.failure;
    EXPECT_EQ(login.failure, "");
    EXPECT_EQ(login.intended, before);
    EXPECT_LE(login.intended, login.sent);
    EXPECT_LT(login.sent, login.done);
    tickets.insert(login.ticket);
  }
  EXPECT_EQ(tickets.size(), count);
}

TEST_F(DialerTest, TwoDesksGetTheirOwn) {
  Dialer dialer(conninfo_of(cluster->over_socket()).text(), patience, at_once);
  Logins one, two;
  const auto first = dialer.desk(loop.poller, one);
  const auto second = dialer.desk(loop.poller, two);
  first->order({1, {}, {}});
  second->order({2, {}, {}});
  first->order({3, {}, {}});
  ASSERT_TRUE(loop.until([&] { return one.all.size() == 2 && two.all.size() == 1; }));
  EXPECT_EQ(two.all[0].ticket, 2u);
}

TEST_F(DialerTest, FailuresAreToldApart) {
  const std::string tcp = cluster->over_tcp();
  struct Case {
    const char* what;
    std::string conninfo, kind;
  } const cases[] = {
      {"wrong password", tcp + " password=wrong", "28P01 invalid_password"},
      {"unknown role (SCRAM does not tell)", tcp + " user=nobody", "28P01 invalid_password"},
      {"unknown database", tcp + " dbname=missing", "3D000 invalid_catalog_name"},
      {"nobody listens", tcp + " port=" + refused_port(), "connection refused"},
      {"no such socket", cluster->over_socket() + " port=1", "connection refused"},
      {"not trusted", tcp + " sslmode=verify-full sslrootcert=" + cluster->folder() + "/data/PG_VERSION", "tls error"},
      {"another name", tcp + " host=other sslmode=verify-full sslrootcert=" + cluster->authority(), "tls error"},
      {"a replica is wanted", tcp + " target_session_attrs=standby", "target_session_attrs"},
  };
  for (const Case& c : cases) {
    const Login login = log_in(c.conninfo);
    EXPECT_FALSE(login.handle) << c.what;
    EXPECT_EQ(login.failure, c.kind) << c.what;
    EXPECT_EQ(login.ticket, 7u);
    EXPECT_FALSE(login.preparation_refused) << c.what;
    EXPECT_GE(login.done, login.sent) << c.what;
    EXPECT_LE(login.done, Clock::now()) << c.what;
  }
}

TEST_F(DialerTest, TheFirstOfSeveralHostsMayBeDead) {
  const std::string two = "host=localhost,localhost hostaddr=127.0.0.1,127.0.0.1 port=" + refused_port() + "," +
                          std::to_string(cluster->port());
  const Login login = log_in(cluster->over_tcp() + " " + two);
  EXPECT_TRUE(login.handle) << login.failure;
}

TEST_F(DialerTest, ThePreparationIsPartOfTheLogin) {
  Answers answers;
  Preparation many{{"create temp table t (id int)", "insert into t values (1), (2)"}, {}};
  const std::string padding(20'000, ' ');
  for (int i = 0; i < 100; ++i) {
    many.statements.emplace_back("s" + std::to_string(i), "select id + " + std::to_string(i) + padding + " from t");
  }
  const auto connection = connect(answers, many);
  connection->run_prepared("s99", {});
  EXPECT_EQ(next(answers)->rows, 2u);

  Login login = log_in(cluster->over_socket(), {{"select 1", "set role nobody_of_this_name"}, {{"s", "select 1"}}});
  EXPECT_FALSE(login.handle);
  EXPECT_EQ(login.failure, "22023 invalid_parameter_value");
  EXPECT_GT(login.done, login.sent);

  login = log_in(cluster->over_socket(), {{}, {{"s", "select 1"}, {"t", "select * from missing"}}});
  EXPECT_EQ(login.failure, "42P01 undefined_table");

  login = log_in(cluster->over_socket(), {{"select pg_terminate_backend(pg_backend_pid())"}, {}});
  EXPECT_EQ(login.failure, "57P01 admin_shutdown");
}

TEST_F(DialerTest, ThePreparationHasToEndInTimeToo) {
  constexpr auto limit = std::chrono::milliseconds(300);
  const Login login = log_in(cluster->over_socket(), {{"select pg_sleep(60)"}, {}}, limit);
  EXPECT_EQ(login.failure, "connect timeout");
  EXPECT_GE(login.done - login.sent, limit);
}

// As behind a pooler that gives every transaction another server connection: the caller goes on without preparing.
TEST_F(DialerTest, APreparationThatIsRefusedIsToldApart) {
  const std::string socket = cluster->over_socket(), wrong = socket + " password=wrong";
  using Named = std::vector<std::pair<std::string, std::string>>;
  const Named twice{{"s", "select 1"}, {"s", "select 2"}};
  struct Case {
    const char* what;
    std::string conninfo;
    Preparation preparation;
    std::string code;
    bool refused;
  } const cases[] = {
      {"the name is taken", socket, {{"select 1"}, twice}, "42P05", true},
      {"not supported", socket, {{}, {{"s", "select 1"}, {"t", "select * from elsewhere.a.b"}}}, "0A000", true},
      {"the statement is wrong", socket, {{"select 1"}, {{"s", "select * from missing"}}}, "42P01", false},
      {"a command: taken", socket, {{"prepare s as select 1", "prepare s as select 2"}, twice}, "42P05", false},
      {"a command: unknown", socket, {{"select 1", "execute missing"}, {{"s", "select 1"}}}, "26000", false},
      {"a command: not supported", socket, {{"select * from elsewhere.a.b"}, {}}, "0A000", false},
      {"the login", wrong, {{}, twice}, "28P01", false},
  };
  for (const Case& c : cases) {
    const Login login = log_in(c.conninfo, c.preparation);
    EXPECT_FALSE(login.handle) << c.what;
    EXPECT_EQ(login.failure.substr(0, 5), c.code) << c.what;
    EXPECT_EQ(login.preparation_refused, c.refused) << c.what;
    EXPECT_GE(login.done, login.sent) << c.what;
  }
  EXPECT_FALSE(log_in(socket, {{}, {{"s", "select 1"}}}).preparation_refused);
}

struct Impatient final : LoginReceiver {
  std::unique_ptr<Dialer::Desk> desk;
  int told = 0;
  void on_login(Login) override {
    ++told;
    desk.reset();
  }
  void on_cancel_over(std::uint32_t) override {
    ++told;
    desk.reset();
  }
};

TEST_F(DialerTest, TheReceiverMayCloseItsDesk) {
  Dialer dialer(conninfo_of(cluster->over_socket()).text(), patience, at_once);
  Impatient impatient;
  impatient.desk = dialer.desk(loop.poller, impatient);
  for (std::uint32_t ticket = 0; ticket < 5; ++ticket) impatient.desk->order({ticket, {}, {}});
  ASSERT_TRUE(loop.until([&] { return impatient.told > 0; }));
  EXPECT_EQ(impatient.told, 1);

  impatient.desk = dialer.desk(loop.poller, impatient);
  for (std::uint32_t ticket = 0; ticket < 5; ++ticket) impatient.desk->cancel(ticket, nullptr);
  ASSERT_TRUE(loop.until([&] { return impatient.told > 1; }));
  EXPECT_EQ(impatient.told, 2);
}

TEST_F(DialerTest, WhatAClosedDeskOrderedIsHungUp) {
  auto boss = admin();
  Dialer dialer(conninfo_of(cluster->over_socket() + " application_name=hung_up").text(), patience, at_once);
  Logins logins;
  for (int turn = 0; turn < 5; ++turn) {
    auto desk = dialer.desk(loop.poller, logins);
    for (std::uint32_t ticket = 0; ticket < 40; ++ticket) desk->order({ticket, {}, {}});
    // Some may have arrived, some are under way, some wait.
    loop.until([&] { return turn > 0; }, std::chrono::milliseconds(turn * 4));
    desk.reset();
  }
  const std::size_t told = logins.all.size();
  const auto left = [&] {
    return boss.query("select 1 from pg_stat_activity where application_name = 'hung_up'")->size();
  };
  logins.all.clear();
  EXPECT_TRUE(loop.until([&] { return left() == 0; }));
  EXPECT_TRUE(logins.all.empty()) << told;
}

TEST(DialerAlone, ALoginThatNobodyAnswersTimesOut) {
  Silence silence;
  Loop loop;
  constexpr auto limit = std::chrono::milliseconds(200);
  Dialer dialer(conninfo_of(silence.conninfo()).text(), limit, at_once);
  Logins logins;
  const auto desk = dialer.desk(loop.poller, logins);
  const TimePoint before = Clock::now();
  for (std::uint32_t ticket = 0; ticket < 40; ++ticket) desk->order({ticket, {}, {}});
  ASSERT_TRUE(loop.until([&] { return logins.all.size() == 40; }));
  // 32 at once, and the time of the others begins when they do.
  EXPECT_GE(Clock::now() - before, 2 * limit);
  for (const Login& login : logins.all) {
    EXPECT_FALSE(login.handle);
    EXPECT_EQ(login.failure, "connect timeout");
    EXPECT_GE(login.done - login.sent, limit);
  }
}

TEST(DialerAlone, EndsAtOnceWithLoginsUnderWay) {
  Silence silence;
  Loop loop;
  Logins logins;
  const TimePoint before = Clock::now();
  {
    Dialer dialer(conninfo_of(silence.conninfo()).text(), std::chrono::seconds(60), at_once);
    auto desk = dialer.desk(loop.poller, logins);
    for (std::uint32_t ticket = 0; ticket < 40; ++ticket) desk->order({ticket, {}, {}});
    loop.until([] { return false; }, std::chrono::milliseconds(50));
    desk.reset();
    EXPECT_LT(Clock::now() - before, std::chrono::seconds(5));
  }
  EXPECT_LT(Clock::now() - before, std::chrono::seconds(5));
  EXPECT_TRUE(logins.all.empty());
}

}  // namespace
