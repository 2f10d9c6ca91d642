#include "judge/guard_limits.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace loadtest;
using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

namespace {

AskedLoad ws() {
  return {.users_name = "users",
          .users_flag = "users",
          .rate_flag = "rate",
          .think_flag = "think-time",
          .users = 20,
          .think_time = {},
          .length = 60s,
          .writes = {},
          .no_writes = {}};
}
AskedLoad db() {
  return {.users_name = "workers",
          .users_flag = "workers",
          .rate_flag = "db-rate",
          .think_flag = "db-think-time",
          .users = 10,
          .think_time = {},
          .length = 60s,
          .writes = {},
          .no_writes = "--mix 100:0"};
}

std::vector<std::string> told(const AskedLoad& asked) {
  std::vector<std::string> lines;
  for (const OverLimit& over : over_limits(asked)) lines.push_back(over.what + " -> " + over.within);
  return lines;
}

TEST(GuardLimits, WhatIsAtALimitIsNotOverIt) {
  EXPECT_THAT(told(ws()), IsEmpty());
  EXPECT_THAT(told(db()), IsEmpty());
  AskedLoad asked = ws();
  asked.peak_rate_per_s = 50;
  EXPECT_THAT(told(asked), IsEmpty());
  asked = db();
  asked.think_time = 200ms;  // 10 workers / 200 ms = 50/s
  EXPECT_THAT(told(asked), IsEmpty());
  asked.length.reset();  // by a count
  EXPECT_THAT(told(asked), IsEmpty());
}

TEST(GuardLimits, EachThatIsOverIsToldWithWhatIsWithin) {
  AskedLoad asked = ws();
  asked.users = 21;
  EXPECT_THAT(told(asked), ElementsAre("21 users (at most 20) -> --users 20"));
  asked = db();
  asked.users = 11;
  EXPECT_THAT(told(asked), ElementsAre("11 workers (at most 10) -> --workers 10"));
  asked = db();
  asked.peak_rate_per_s = 50.5;
  EXPECT_THAT(told(asked), ElementsAre("50.5 starts/s (at most 50) -> --db-rate 50"));
  asked = db();
  asked.length = 61s;
  EXPECT_THAT(told(asked), ElementsAre("61s of load (at most 60s) -> --duration 60s"));
  asked.warm_up = 2s;
  EXPECT_THAT(told(asked), ElementsAre("61s of warm-up and duration (at most 60s) -> --warm-up 0 --duration 60s"));
  asked = db();
  asked.writes = {"message_insert", "expense_update"};
  EXPECT_THAT(told(asked), ElementsAre("writes by message_insert, expense_update (none allowed) -> --mix 100:0"));
  asked = db();
  asked.users = 50;
  asked.length = 5min;
  asked.writes = {"message_insert"};
  EXPECT_THAT(told(asked),
              ElementsAre("50 workers (at most 10) -> --workers 10", "5m of load (at most 60s) -> --duration 60s",
                          "writes by message_insert (none allowed) -> --mix 100:0"));
}

TEST(GuardLimits, AThinkTimeThatWasChosenIsARate) {
  AskedLoad asked = db();
  asked.think_time = 199ms;
  EXPECT_THAT(told(asked),
              ElementsAre("a think time of 199ms for 10 workers (at most 50 starts/s) -> --db-think-time 200ms"));
  asked.think_time = 0s;
  asked.users = 1;
  EXPECT_THAT(told(asked),
              ElementsAre("a think time of 0s for 1 workers (at most 50 starts/s) -> --db-think-time 20ms"));
  // Where fewer users make it right, it stays.
  asked = ws();
  asked.users = 100;
  asked.think_time = 1s;
  EXPECT_THAT(told(asked), ElementsAre("100 users (at most 20) -> --users 20",
                                       "a think time of 1s for 100 users (at most 50 starts/s) -> "));
}

TEST(GuardLimits, OfStagesAndSessionsSayWhatToTypeInstead) {
  AskedLoad asked = ws();
  asked.staged = true;
  asked.users = 100;
  asked.length = 90s;
  EXPECT_THAT(told(asked), ElementsAre("100 users (at most 20) -> --stage T:20",
                                       "90s of load (at most 60s) -> stages of 60s in all"));
  asked = ws();
  asked.rate_flag = "session-rate";
  asked.peak_rate_per_s = 5;
  asked.starts_an_arrival = 10;
  EXPECT_THAT(told(asked), IsEmpty());
  asked.peak_rate_per_s = 6;
  EXPECT_THAT(told(asked), ElementsAre("60 starts/s (at most 50) -> --session-rate 5"));
}

TEST(GuardLimits, ARunByCountWillBeCutAndNeedsItsBeginningBeforeThat) {
  AskedLoad asked = db();
  asked.length.reset();
  asked.warm_up = 59s;
  EXPECT_THAT(told(asked), IsEmpty());
  asked.warm_up = 60s;
  EXPECT_THAT(told(asked), ElementsAre("a warm-up of 60s (of 60s at most) -> --warm-up 0"));
  asked.warm_up = 0s;
  asked.ramp_up = 90s;
  EXPECT_THAT(told(asked), ElementsAre("a ramp-up of 90s (of 60s at most) -> --ramp-up 0"));
}

TEST(GuardLimits, TheLeastThinkTimeIsNeverTooShort) {
  for (std::uint32_t users = 1; users <= 20; ++users) {
    EXPECT_LE(users / to_seconds(least_think_time(users)), GuardLimits::starts_per_s) << users;
  }
  EXPECT_EQ(least_think_time(10), Nanos(200ms));
}

}  // namespace
