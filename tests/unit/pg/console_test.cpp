#include "pg/console.h"

#include <gmock/gmock.h>

#include <thread>

#include "world.h"

using namespace loadtest;
using namespace loadtest::pg;
using namespace loadtest::pg::testing;

namespace {

class ConsoleTest : public WithPostgres {
 protected:
  Console console() {
    auto connected = Console::connect(conninfo_of(cluster->over_socket()), patience);
    if (!connected) throw std::runtime_error(connected.error().line());
    return std::move(*connected);
  }
};

TEST_F(ConsoleTest, AnswersHaveTheirColumns) {
  auto asking = console();
  const auto answer =
      asking.ask("select 1 as one, null as nothing; begin; select 'x' as word, 'y' as other; commit", patience);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->columns, (std::vector<std::string>{"word", "other"})) << "the last that has rows";
  ASSERT_NE(answer->find(0, "other"), nullptr);
  EXPECT_EQ(*answer->find(0, "other"), "y");
  EXPECT_EQ(answer->find(0, "missing"), nullptr);
  EXPECT_EQ(answer->find(1, "word"), nullptr);
  ASSERT_TRUE(asking.prepare("again", "select 7", patience));
  for (int turn = 0; turn < 2; ++turn) EXPECT_EQ(asking.ask_prepared("again", patience)->rows, (Admin::Rows{{"7"}}));
  const auto wrong = asking.ask("selec", patience);
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().sqlstate, "42601");
  EXPECT_TRUE(asking.ask("select 1", patience)) << "it goes on";
}

TEST_F(ConsoleTest, GivesUpWhatIsNotAnsweredInTime) {
  auto asking = console();
  const TimePoint began = Clock::now();
  const auto late = asking.ask("select pg_sleep(30)", std::chrono::milliseconds(50));
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().message, "no answer in time");
  EXPECT_LT(Clock::now() - began, std::chrono::seconds(10));
  EXPECT_TRUE(asking.lost());
  EXPECT_FALSE(asking.ask("select 1", patience));
}

TEST_F(ConsoleTest, KnowsWhyTheServerHungUp) {
  auto boss = admin();
  for (const int wait_ms : {0, 50}) {
    auto asking = console();
    ASSERT_TRUE(asking.ask("select 1", patience));
    ASSERT_TRUE(boss.query("select pg_terminate_backend(" + std::to_string(asking.login_pid()) + ", 10000)"));
    std::this_thread::sleep_for(std::chrono::milliseconds(wait_ms));
    const auto answer = asking.ask("select 1", patience);
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().sqlstate, "57P01") << answer.error().message;
    EXPECT_TRUE(asking.lost());
  }
  auto asking = console();
  const auto answer = asking.ask("select pg_terminate_backend(pg_backend_pid())", patience);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().sqlstate, "57P01") << answer.error().message;
  EXPECT_TRUE(asking.lost()) << "also where it hung up in the middle of an answer";
}

}  // namespace
