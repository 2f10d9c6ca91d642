#include "judge/coincidence.h"

#include <gmock/gmock.h>

#include "core/random.h"
#include "unit/judge/a_run.h"

namespace loadtest {
namespace {

using namespace ::loadtest::testing;

/// Seconds in which somebody held a lock.
bool locked(int second) { return second % 7 == 2 || second % 11 == 5; }

/// Chats of 20 ms, and of 700 ms in the seconds `late` after those with a lock.
RunResult a_run_beside_locks(int seconds, int late, std::uint64_t each = 30) {
  RunResult run = a_run();
  add_ok(run, chat_id, 20ms, static_cast<std::uint64_t>(seconds));
  Random random(4);
  for (int i = 0; i < seconds; ++i) {
    const Nanos usual = 20ms + std::chrono::microseconds(random.next() % 2000);
    run.tracks[0].intervals.push_back(
        an_interval(std::chrono::seconds(i), locked(i - late) ? 700ms + usual : usual, each));
  }
  run.measured = std::chrono::seconds(seconds);
  run.phases = {{"run", 0s, run.measured}};
  return run;
}

Observations a_database(int seconds) {
  Random random(5);
  ObservedSeries lock{"waits.lock", "", {}}, commits{"commits", "/s", {}}, deadlocks{"deadlocks", "/s", {}};
  for (int i = 0; i < seconds; ++i) {
    const Nanos at = std::chrono::seconds(i + 1);  // it tells of the second that ends there
    lock.points.push_back({at, locked(i) ? 3.0 : 0.0});
    commits.points.push_back({at, 500 + 10 * random.uniform()});
    deadlocks.points.push_back({at, 0});
  }
  Observed database;
  database.source = "database";
  database.series = {lock, commits, deadlocks};
  return {database};
}

TEST(Coincidence, NamesTheSeriesThatWentTogetherWithSlowAnswers) {
  const auto found = find_coincidences(a_run_beside_locks(60, 0), a_database(60), 1);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].series, "waits.lock");
  EXPECT_EQ(found[0].track, "ws");
  EXPECT_EQ(found[0].operation, "chat");
  EXPECT_EQ(found[0].measure, "p95");
  EXPECT_GT(found[0].r, 0.6);
  EXPECT_LT(found[0].p, 0.01);
  EXPECT_EQ(found[0].lag, 0s);
  EXPECT_EQ(found[0].intervals, 60u);
}

TEST(Coincidence, SaysByHowMuchAnswersCameAfter) {
  for (const int late : {1, 2}) {
    const auto found = find_coincidences(a_run_beside_locks(60, late), a_database(60), 1);
    ASSERT_EQ(found.size(), 1u) << late;
    EXPECT_EQ(found[0].lag, std::chrono::seconds(late));
  }
}

TEST(Coincidence, TakesTheMeanWhereAnswersAreFew) {
  const auto found = find_coincidences(a_run_beside_locks(60, 0, 3), a_database(60), 1);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].measure, "mean");
}

TEST(Coincidence, SaysNothingOfTooShortARunOrWithoutADatabase) {
  EXPECT_TRUE(find_coincidences(a_run_beside_locks(29, 0), a_database(60), 1).empty());
  EXPECT_TRUE(find_coincidences(a_run_beside_locks(60, 0), {}, 1).empty());
  EXPECT_TRUE(find_coincidences(a_run_beside_locks(60, 0), a_database(10), 1).empty());
}

TEST(Coincidence, DoesNotTakeAPhaseOfMoreLoadForOne) {
  RunResult run = a_run_beside_locks(60, 1000);
  Observations observed = a_database(60);
  ObservedSeries& lock = observed[0].series[0];
  Random random(6);
  for (int i = 0; i < 60; ++i) {
    const double more = i < 30 ? 1 : 10;
    run.tracks[0].intervals[static_cast<std::size_t>(i)] = an_interval(
        std::chrono::seconds(i),
        std::chrono::microseconds(static_cast<int>(20'000 * more)) + std::chrono::microseconds(random.next() % 9000),
        30);
    lock.points[static_cast<std::size_t>(i)].value = more + random.uniform() / 4;
  }
  run.phases = {{"ws alone", 0s, 30s}, {"together", 30s, 60s}};
  EXPECT_TRUE(find_coincidences(run, observed, 1).empty());
}

}  // namespace
}  // namespace loadtest
