#include <gmock/gmock.h>
#include <libpq-fe.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>

#include "pg/dialer.h"
#include "pg/login_attempt.h"
#include "silence.h"
#include "world.h"

using namespace loadtest;
using namespace loadtest::pg;
using namespace loadtest::pg::testing;

namespace {

constexpr std::size_t threads_max = 8, waiting_max = 1024;

using CancelTest = WithPostgres;

/// A server whose cancellations last until the test hangs up on them.
class CancelAtSilence : public ::testing::Test {
 protected:
  void SetUp() override {
    const TimePoint now = Clock::now();
    LoginAttempt attempt(conninfo, {}, now, now + patience);
    asked = attempt.take();  // not logged in, but knows the address
    ASSERT_TRUE(loop.until([&] { return bool(silence.accept()); }));
  }

  void cancel(std::uint32_t count) {
    for (std::uint32_t ticket = 0; ticket < count; ++ticket) {
      CancelHandle handle(PQgetCancel(asked.get()));
      ASSERT_TRUE(handle);
      desk->cancel(ticket, std::move(handle));
    }
  }
  bool hold() {
    Descriptor next = silence.accept();
    if (!next) return false;
    held.push_back(std::move(next));
    return true;
  }
  bool hold(std::size_t count) {
    return loop.until([&] { return hold() && held.size() == count; });
  }
  bool told(std::size_t count) {
    return loop.until([&] { return logins.cancels_over.size() == count; });
  }

  Silence silence;
  Loop loop;
  Logins logins;
  const std::string conninfo = conninfo_of(silence.conninfo()).text();
  std::unique_ptr<Dialer> dialer = std::make_unique<Dialer>(conninfo, patience, at_once);
  std::unique_ptr<Dialer::Desk> desk = dialer->desk(loop.poller, logins);
  Handle asked;
  std::vector<Descriptor> held;
};

std::set<std::string> threads() {
  std::set<std::string> all;
  for (const auto& task : std::filesystem::directory_iterator("/proc/self/task")) all.insert(task.path());
  return all;
}

bool blocks(const std::string& thread, int signal) {
  std::ifstream status(thread + "/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("SigBlk:")) return (std::stoull(line.substr(7), nullptr, 16) >> (signal - 1)) & 1;
  }
  return false;
}

TEST_F(CancelAtSilence, SeveralAreUnderWayAtOnce) {
  const std::set<std::string> before = threads();
  cancel(20);
  ASSERT_TRUE(hold(threads_max));
  EXPECT_FALSE(loop.until([&] { return hold(); }, std::chrono::milliseconds(100)));  // but not any number
  EXPECT_TRUE(logins.cancels_over.empty());

  std::size_t started = 0;
  for (const std::string& thread : threads()) {
    if (before.contains(thread)) continue;
    ++started;
    for (const int signal : {SIGINT, SIGTERM, SIGUSR1, SIGALRM, SIGPIPE}) EXPECT_TRUE(blocks(thread, signal)) << signal;
  }
  EXPECT_EQ(started, threads_max);

  ASSERT_TRUE(loop.until([&] {
    held.clear();
    hold();
    return logins.cancels_over.size() == 20;
  }));
  EXPECT_EQ(std::set(logins.cancels_over.begin(), logins.cancels_over.end()).size(), 20u);
}

TEST_F(CancelAtSilence, TheEndIsToldAlsoOfWhatCouldNotBeDone) {
  // Nothing to cancel, as of a connection that is gone: told, but not within the call.
  desk->cancel(7, nullptr);
  EXPECT_TRUE(logins.cancels_over.empty());
  ASSERT_TRUE(told(1));
  EXPECT_EQ(logins.cancels_over.front(), 7u);
  logins.cancels_over.clear();

  // More than wait in line.
  constexpr std::size_t too_many = 50;
  cancel(threads_max + waiting_max + too_many);
  EXPECT_TRUE(logins.cancels_over.empty());
  ASSERT_TRUE(loop.until([&] { return logins.cancels_over.size() >= too_many; }));
  ASSERT_TRUE(hold(threads_max));

  // Nobody listens any more.
  held.clear();
  silence.close();
  ASSERT_TRUE(told(threads_max + waiting_max + too_many));
  std::sort(logins.cancels_over.begin(), logins.cancels_over.end());
  EXPECT_EQ(std::unique(logins.cancels_over.begin(), logins.cancels_over.end()), logins.cancels_over.end());
}

TEST_F(CancelAtSilence, AHostThatDoesNotAnswerIsLeftBehind) {
  cancel(20);
  ASSERT_TRUE(hold(threads_max));
  const TimePoint before = Clock::now();
  desk.reset();
  dialer.reset();
  EXPECT_LT(Clock::now() - before, std::chrono::seconds(5));
  loop.until([] { return false; }, std::chrono::milliseconds(20));
  EXPECT_TRUE(logins.cancels_over.empty());
}

/// A connection that sleeps at the server.
struct Sleeper {
  Answers answers;
  std::unique_ptr<Connection> connection;
};

TEST_F(CancelTest, EndsTheStatementsAndNothingThatComesAfter) {
  Dialer dialer(conninfo_of(cluster->over_socket()).text(), patience, at_once);
  Logins logins;
  const auto desk = dialer.desk(loop.poller, logins);
  std::array<Sleeper, 12> sleepers;
  for (Sleeper& sleeper : sleepers) {
    sleeper.connection = connect(sleeper.answers, {{"set application_name = 'sleeper'"}, {}});
    sleeper.connection->run("select pg_sleep(60)");
  }
  // Until the statement runs, a cancel finds nothing to cancel.
  auto boss = admin();
  const char* const active =
      "select 1 from pg_stat_activity where wait_event = 'PgSleep' and application_name = 'sleeper'";
  ASSERT_TRUE(loop.until([&] { return boss.query(active)->size() == sleepers.size(); }));

  const auto cancel_all = [&] {
    logins.cancels_over.clear();
    for (std::uint32_t i = 0; i < sleepers.size(); ++i) desk->cancel(i, sleepers[i].connection->make_cancel());
    ASSERT_TRUE(loop.until([&] { return logins.cancels_over.size() == sleepers.size(); }));
  };
  cancel_all();
  for (Sleeper& sleeper : sleepers) {
    ASSERT_TRUE(loop.until([&] { return !sleeper.answers.all.empty(); }));
    EXPECT_EQ(code(sleeper.answers.all.back()), "57014");
    EXPECT_TRUE(sleeper.connection->ready());
  }
  // Late ones, which find nothing to cancel.
  for (int turn = 0; turn < 10; ++turn) {
    cancel_all();
    for (Sleeper& sleeper : sleepers) {
      sleeper.connection->run("select pg_sleep(0.001)");
      const auto answer = next(sleeper.answers);
      ASSERT_TRUE(answer);
      EXPECT_TRUE(answer->ok) << code(*answer);
    }
  }
}

TEST_F(CancelTest, WhatWasAskedForIsDoneBeforeTheEnd) {
  Answers answers;
  const auto connection = connect(answers, {{"set application_name = 'sleeper'"}, {}});
  connection->run("select pg_sleep(60)");
  auto boss = admin();
  const char* const active =
      "select 1 from pg_stat_activity where wait_event = 'PgSleep' and application_name = 'sleeper'";
  ASSERT_TRUE(loop.until([&] { return !boss.query(active)->empty(); }));
  {
    Dialer dialer(conninfo_of(cluster->over_socket()).text(), patience, at_once);
    Logins logins;
    dialer.desk(loop.poller, logins)->cancel(1, connection->make_cancel());
  }
  const auto answer = next(answers);
  ASSERT_TRUE(answer);
  EXPECT_EQ(code(*answer), "57014");
}

}  // namespace
