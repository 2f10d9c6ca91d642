#include <gmock/gmock.h>

#include "findings/rule.h"

// Where the limits of rules on databases lie, and what keeps them silent; tests/integration/db_findings_test.py has
// causes that are real.

namespace loadtest {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr int db_seconds = 60;

ObservedSeries flat(std::string name, double value) {
  ObservedSeries made{std::move(name), "", {}};
  for (int second = 1; second <= db_seconds; ++second) made.points.push_back({std::chrono::seconds(second), value});
  return made;
}

void record(OperationStats& stats, int count, Nanos response, Nanos service) {
  for (int i = 0; i < count; ++i) {
    stats.response.record(response);
    stats.service.record(service);
  }
  stats.tally.started = stats.tally.ok = static_cast<std::uint64_t>(count);
}

/// 40 users without think time over a pool of 4, on a database that has room for 100 sessions: 200 queries a second
/// hold a connection for 20 ms each, and wait 180 ms for it.
Report queue_for_a_pool() {
  Report report;
  report.result.measured = std::chrono::seconds(db_seconds);
  report.result.phases = {{"run", Nanos(0), report.result.measured}};
  TrackResult track;
  track.name = track.workload = "db";
  track.operations = {{.name = "acquire"}, {.name = "query", .sum = true}};
  track.users.asked = 40;
  track.total.resize(2);
  record(track.total[0], 12000, std::chrono::milliseconds(180), std::chrono::milliseconds(180));
  record(track.total[1], 12000, std::chrono::milliseconds(200), std::chrono::milliseconds(20));
  track.phases = {track.total};
  report.result.tracks.push_back(std::move(track));
  report.scenario = {{.name = "db", .workload = "db", .load = {}, .options = {{"pool-size", "4"}}}};
  Observed database;
  database.source = "database";
  database.figures = {{"limit.connections", "", 103}, {"limit.reserved", "", 3}, {"sessions.peak", "", 4}};
  database.series = {flat("waits.cpu", 1), flat("waits.lock", 0), flat("waits.lwlock", 0), flat("waits.io", 0),
                     flat("waits.other", 0.2)};
  database.tables = {
      {"waits", {{"type", ""}, {"event", ""}, {"samples", ""}, {"share", ""}}, {{"CPU", "", 600.0, 1.0}}}};
  report.observations.push_back(std::move(database));
  return report;
}

std::vector<Finding> look(std::string_view id, const Report& report) {
  std::vector<Finding> findings;
  find_rule(id)->look(report, findings);
  for (const Finding& finding : findings) {
    EXPECT_EQ(finding.id, id);
    EXPECT_THAT(finding.evidence, testing::Not(IsEmpty())) << finding.title;
    EXPECT_THAT(finding.advice, testing::Not(IsEmpty())) << finding.title;
  }
  return findings;
}

Observed& database_of(Report& report) { return report.observations.front(); }
void set_series(Report& report, const std::string& name, double value) {
  for (ObservedSeries& one : database_of(report).series) {
    if (one.name == name) one = flat(name, value);
  }
}

TEST(PoolTooSmall, AdvisesWhatLittlesLawAsksFor) {
  const auto found = look("pool-too-small", queue_for_a_pool());
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_THAT(found[0].title, HasSubstr("90 %"));
  EXPECT_THAT(found[0].evidence[1], HasSubstr("200 queries/s x 20 ms each = 4.0 connections in use, of 4"));
  EXPECT_THAT(found[0].advice[0], HasSubstr("--pool-size 40: what was asked for keeps 40.0 connections in use"))
      << "there are no more users";
  Report thinking = queue_for_a_pool();
  thinking.result.tracks[0].think_time = std::chrono::milliseconds(80);
  EXPECT_THAT(look("pool-too-small", thinking)[0].advice[0], HasSubstr("--pool-size 10: what was asked for keeps 8.0"));
  Report little_room = queue_for_a_pool();
  database_of(little_room).figures[0].value = 13;  // 6 free
  EXPECT_THAT(look("pool-too-small", little_room)[0].advice[0], HasSubstr("--pool-size 10: "));
}

TEST(PoolTooSmall, IsNotSaidWhereTheServerIsWhatIsShort) {
  struct Case {
    const char* what;
    void (*change)(Report&);
  } const cases[] = {
      {"nobody looked at the database", [](Report& report) { report.observations.clear(); }},
      {"its sessions wait for locks", [](Report& report) { set_series(report, "waits.lock", 3); }},
      {"its sessions run all the time", [](Report& report) { set_series(report, "waits.cpu", 3.5); }},
      {"there is no connection left", [](Report& report) { database_of(report).figures[0].value = 7; }},
      {"its processors are full",
       [](Report& report) {
         Observed target;
         target.source = "target";
         target.series = {flat("cpu.busy", 0.97)};
         report.observations.push_back(std::move(target));
       }},
      {"it shares a full machine with the generator",
       [](Report& report) {
         database_of(report).facts.emplace_back("place", "this machine");
         Observed generator;
         generator.source = "generator";
         generator.series = {flat("cpu.busy", 0.9)};
         report.observations.push_back(std::move(generator));
       }},
      {"hardly anybody waits",
       [](Report& report) {
         report.result.tracks[0].total[0] = {};
         record(report.result.tracks[0].total[0], 12000, std::chrono::microseconds(500),
                std::chrono::microseconds(500));
       }},
  };
  for (const Case& c : cases) {
    Report report = queue_for_a_pool();
    c.change(report);
    EXPECT_THAT(look("pool-too-small", report), IsEmpty()) << c.what;
  }
}

TEST(LockContention, NamesTheHolderAndNotThoseInLine) {
  Report report = queue_for_a_pool();
  ObservedTable blocked{"blocked",
                        {{"waiting", ""},
                         {"holder", ""},
                         {"holder_state", ""},
                         {"lock", ""},
                         {"relation", ""},
                         {"samples", ""},
                         {"longest_ms", "ms"},
                         {"first_s", "s"},
                         {"last_s", "s"}},
                        {{"update t", "update t", "waiting", "tuple", "t", 90.0, 2500.0, 3.0, 6.0},
                         {"update t", "alter table t", "active", "relation", "t", 30.0, 2500.0, 3.0, 6.0}}};
  database_of(report).tables.push_back(blocked);
  const auto found = look("lock-contention", report);
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_THAT(found[0].evidence, SizeIs(1));
  EXPECT_EQ(
      found[0].evidence[0],
      "\"update t\" waited for \"alter table t\": relation lock on t, up to 2.5 s in 30 looks from 3.0 s to 6.0 s");
  EXPECT_THAT(found[0].advice[0], HasSubstr("lock_timeout"));
  // Short waits, and few of them, are how databases work.
  database_of(report).tables.back().rows = {{"update t", "update t", "active", "tuple", "t", 8.0, 20.0, 3.0, 6.0}};
  EXPECT_THAT(look("lock-contention", report), IsEmpty());
}

TEST(WalBound, KnowsTheNamesOfAllVersions) {
  for (const char* event : {"WALSync", "WalSync"}) {
    Report report = queue_for_a_pool();
    database_of(report).tables[0].rows = {{"CPU", "", 300.0, 0.5}, {"IO", event, 300.0, 0.5}};
    EXPECT_THAT(look("wal-bound", report), SizeIs(1)) << event;
    database_of(report).tables[0].rows = {{"CPU", "", 540.0, 0.9}, {"IO", event, 60.0, 0.1}};
    EXPECT_THAT(look("wal-bound", report), IsEmpty()) << event;
    // A fifth of hardly anything is chance.
    database_of(report).tables[0].columns.push_back({"sessions", ""});
    database_of(report).tables[0].rows = {{"CPU", "", 300.0, 0.7, 0.3}, {"LWLock", event, 100.0, 0.3, 0.15}};
    EXPECT_THAT(look("wal-bound", report), IsEmpty()) << event;
    database_of(report).tables[0].rows[1].back() = 1.5;
    EXPECT_THAT(look("wal-bound", report), SizeIs(1)) << event;
  }
}

TEST(CacheTooSmall, IsNotSaidOfAColdCacheThatFits) {
  Report report = queue_for_a_pool();
  Observed& database = database_of(report);
  database.series.push_back(flat("cache.hits", 1000));
  database.series.push_back(flat("cache.reads", 1000));
  database.tables[0].rows = {{"CPU", "", 300.0, 0.5}, {"IO", "DataFileRead", 300.0, 0.5}};
  database.figures.push_back({"limit.shared_buffers", "bytes", 128e6});
  database.figures.push_back({"database.size", "bytes", 500e6});
  EXPECT_THAT(look("cache-too-small", report), SizeIs(1));
  database.figures.back().value = 60e6;
  EXPECT_THAT(look("cache-too-small", report), IsEmpty());
}

TEST(DatabaseRules, AreSilentWithoutObservations) {
  Report report = queue_for_a_pool();
  report.observations.clear();
  for (const char* id : {"cache-too-small", "connections-exhausted", "deadlocks", "idle-in-transaction",
                         "lock-contention", "pgbouncer-queue", "pool-too-small", "wal-bound"})
    EXPECT_THAT(look(id, report), IsEmpty()) << id;
}

}  // namespace
}  // namespace loadtest
