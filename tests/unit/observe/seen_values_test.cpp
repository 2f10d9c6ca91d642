#include <gmock/gmock.h>

#include "observe/cells.h"
#include "observe/counter_snapshot.h"
#include "observe/database_statistics.h"
#include "observe/pgbouncer_pools.h"
#include "observe/wait_samples.h"

namespace loadtest {
namespace {

using Rows = pg::Admin::Rows;
constexpr TimePoint t0{std::chrono::seconds(1000)};

TEST(CounterSnapshot, SaysWhatMovedAndStartsAgainAfterAReset) {
  CounterSnapshot before, after;
  before.take({{"a", "first", "10", "5"}, {"b", "second", "7", "7"}}, 1);
  after.take({{"a", "first", "13", "5"},
              {"b", "second", "2", "9"},
              {"c", "third", "4", std::nullopt},
              {"c", "third", "1", "1"}},
             1);
  const auto moved = after.since(before);
  using Counters = std::vector<std::optional<double>>;
  EXPECT_EQ(moved.entries().at("a").counters, (Counters{3, 0}));
  EXPECT_EQ(moved.entries().at("b").counters, (Counters{2, 9})) << "it was reset";
  EXPECT_EQ(moved.entries().at("c").counters, (Counters{5, 1})) << "rows of one key are one";
  EXPECT_EQ(moved.entries().at("c").about.at(0), "third");
}

StatisticsReading reading(double seconds, double commits, double sessions, std::uint64_t own) {
  StatisticsReading one{.at = t0 + from_seconds(seconds), .own_queries = own, .values = {}};
  one.values[static_cast<std::size_t>(ServerStatistic::commits)] = commits;
  one.values[static_cast<std::size_t>(ServerStatistic::all_sessions)] = sessions;
  return one;
}

TEST(DatabaseStatistics, TakeTheirOwnCommitsOutAndSurviveAReset) {
  DatabaseStatistics statistics;
  statistics.take(reading(-1, 100, 3, 5));
  statistics.take(reading(1, 322, 8, 27));  // 200 of the load's, 22 of ours
  statistics.take(reading(2, 4, 8, 38));    // reset
  Observed observed;
  statistics.write(observed, t0);
  const ObservedSeries* commits = observed.find_series("commits");
  ASSERT_NE(commits, nullptr);
  ASSERT_EQ(commits->points.size(), 1u);
  EXPECT_DOUBLE_EQ(commits->points[0].value, 100);
  EXPECT_EQ(commits->points[0].at, std::chrono::seconds(1));
  EXPECT_EQ(observed.figure("sessions.peak"), 8);
  EXPECT_EQ(observed.find_series("wal.written"), nullptr) << "not known to this server";
}

TEST(WaitSamples, AddUpWhatSessionsWaitedFor) {
  WaitSamples waits;
  const auto blocked = [](const char* waiting, const char* ms) {
    return pg::Admin::Row{"",     "",      std::nullopt, "11", waiting, "12", "select 'x' for update",
                          "idle", "tuple", "expenses",   ms};
  };
  waits.take({{"", "", "3"}, {"IO", "DataFileRead", "1"}}, t0 + std::chrono::milliseconds(100));
  waits.take({{"Lock", "tuple", "2"}, blocked("update t set a = 1", "100"), blocked("update t set a = 2", "50")},
             t0 + std::chrono::milliseconds(200));
  waits.close_second(t0 + std::chrono::seconds(1));
  Observed observed;
  waits.write(observed, t0);
  const auto last = [&](const char* name) { return observed.find_series(name)->points.at(0).value; };
  EXPECT_DOUBLE_EQ(last("waits.cpu"), 1.5);
  EXPECT_DOUBLE_EQ(last("waits.io"), 0.5);
  EXPECT_DOUBLE_EQ(last("waits.lock"), 1);
  EXPECT_DOUBLE_EQ(last("blocked"), 1);
  const ObservedTable* table = observed.find_table("blocked");
  ASSERT_EQ(table->rows.size(), 1u) << "statements of one shape are one";
  EXPECT_EQ(table->text(0, "waiting"), "update t set a = ?");
  EXPECT_EQ(table->text(0, "holder"), "select ? for update");
  EXPECT_EQ(table->number(0, "samples"), 2);
  EXPECT_EQ(table->number(0, "longest_ms"), 100);
  EXPECT_DOUBLE_EQ(*table->number(0, "first_s"), 0.1) << "when the longest began";
  const ObservedTable* events = observed.find_table("waits");
  EXPECT_EQ(events->text(0, "type"), "CPU");
  EXPECT_DOUBLE_EQ(*events->number(0, "share"), 0.5);
}

TEST(PgBouncerPools, CountFromTheFirstLookOn) {
  const auto stats = [](const char* queries, const char* transactions, const char* waited) {
    return pg::Console::Answer{{"database", "total_xact_count", "total_query_count", "total_wait_time"},
                               {{"app", transactions, queries, waited}, {"pgbouncer", "900", "900", "0"}}};
  };
  const auto pools = [](const char* waiting, const char* longest_us) {
    return pg::Console::Answer{{"database", "user", "cl_active", "cl_waiting", "sv_active", "sv_idle", "sv_used",
                                "maxwait", "maxwait_us", "pool_mode"},
                               {{"app", "web", "2", waiting, "2", "0", "0", "1", longest_us, "transaction"},
                                {"pgbouncer", "admin", "1", "0", "0", "0", "0", "0", "0", "statement"}}};
  };
  PgBouncerPools seen;
  seen.take_sizes({{"name", "pool_size"}, {{"app", "2"}}},
                  {{"key", "value"}, {{"default_pool_size", "20"}, {"max_client_conn", "100"}}});
  seen.take(pools("0", "0"), stats("1000", "500", "7000"), t0);
  seen.take(pools("6", "500000"), stats("1300", "600", "507000"), t0 + std::chrono::seconds(2));
  Observed observed;
  seen.write(observed, t0);
  EXPECT_DOUBLE_EQ(observed.find_series("queries")->points.at(0).value, 150);
  EXPECT_DOUBLE_EQ(observed.find_series("wait.mean")->points.at(0).value, 5) << "ms a transaction";
  EXPECT_DOUBLE_EQ(observed.find_series("wait.longest")->points.at(1).value, 1500);
  EXPECT_EQ(observed.figure("limit.clients"), 100);
  const ObservedTable* table = observed.find_table("pools");
  ASSERT_EQ(table->rows.size(), 1u) << "the console's own is none";
  EXPECT_EQ(table->number(0, "size"), 2);
  EXPECT_EQ(table->number(0, "waiting_peak"), 6);
  EXPECT_EQ(table->number(0, "waiting"), 3);
  EXPECT_EQ(table->number(0, "queries"), 300);
}

TEST(ShownText, HasNeitherValuesNorControlCharacters) {
  EXPECT_EQ(shown_statement("alter role x\npassword 'secret'"), "alter role x password ?");
  EXPECT_EQ(shown_statement("<insufficient privilege>"), "(hidden)");
  EXPECT_EQ(shown_text("a\x1b[31m"), "a\\x1b[31m");
  EXPECT_EQ(to_number("12.5"), 12.5);
  EXPECT_EQ(to_number("12 kB"), std::nullopt);
}

}  // namespace
}  // namespace loadtest
