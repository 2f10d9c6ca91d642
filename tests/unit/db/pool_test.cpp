// The load itself against a real PostgreSQL: pool, frames, reconnects, beside another track on the same shard.
#include <ctime>
#include <functional>
#include <thread>

#include "engine/engine.h"
#include "support/fake_workload/fake_workload.h"
#include "unit/db/world.h"
#include "workloads/db/db_workload.h"

namespace loadtest {
namespace {

using namespace std::chrono_literals;
using namespace testing;

/// Processor time of the calling thread so far.
Nanos thread_time() {
  timespec used{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
  return std::chrono::seconds(used.tv_sec) + Nanos(used.tv_nsec);
}

class PoolTest : public WithDatabase, public RunObserver {
 protected:
  void SetUp() override {
    WithDatabase::SetUp();
    if (IsSkipped() || HasFailure()) return;
    // Ada alone has all that the mix asks for.
    run("analyze");
  }
  void on_progress(const Progress& progress) override {
    if (at_progress) at_progress(progress);
  }

  static LoadProfile closed(std::uint32_t users, std::uint64_t starts) {
    LoadProfile profile;
    profile.users = users;
    profile.duration = LoadProfile::no_end;
    profile.starts_max = starts;
    profile.graceful_stop = 2s;
    return profile;
  }

  /// Adds a track of `workload`, prepared.
  Track& add(std::unique_ptr<Workload> workload, LoadProfile profile) {
    const auto ready = workload->prepare(remarks);
    EXPECT_TRUE(ready) << ready.error().line();
    plan.tracks.push_back(
        {"t" + std::to_string(plan.tracks.size()), "db", std::move(workload), std::move(profile), {}, patience, 5s});
    return plan.tracks.back();
  }
  std::unique_ptr<DbWorkload> db(DbSettings settings, std::uint32_t pool_size, Rls rls = Rls::transaction) {
    settings.pool_size = pool_size;
    settings.rls = rls;
    settings.seed = 7;
    return std::make_unique<DbWorkload>(std::move(settings));
  }
  RunResult run_plan() {
    auto result = loadtest::run(plan, *this, {});
    EXPECT_TRUE(result);
    for (Track& track : plan.tracks) track.workload->clean_up(remarks);
    return result ? std::move(*result) : RunResult{};
  }
  static const OperationStats& operation(const TrackResult& track, std::string_view name) {
    return track.total.at(track.operation(name));
  }

  Plan plan;
  Remarks remarks;
  std::function<void(const Progress&)> at_progress;
};

TEST_F(PoolTest, AQueryIsFourRoundTripsUnderTheUsersIdentityAndLeavesNothing) {
  add(db(settings("owner"), 4), closed(16, 400));
  const RunResult result = run_plan();
  const TrackResult& track = result.tracks.front();
  const OperationStats& query = operation(track, "query");
  EXPECT_EQ(query.tally.ok, 400u) << (query.errors.empty() ? "" : query.errors.begin()->first);
  EXPECT_EQ(operation(track, "acquire").tally.ok, 400u);
  EXPECT_EQ(operation(track, "connect").tally.ok, 4u);
  const OperationStats &frame = operation(track, "frame"), &statement = operation(track, "statement");
  EXPECT_EQ(frame.tally.ok, 400u);
  EXPECT_EQ(frame.service.sum_ns() + statement.service.sum_ns(), query.service.sum_ns())
      << "the two are the whole query";
  // All waiting is acquire's: sixteen workers share four connections.
  EXPECT_GE(query.response.sum_ns(), query.service.sum_ns() + operation(track, "acquire").response.sum_ns());
  EXPECT_GT(operation(track, "acquire").response.percentile(0.5), Nanos(0));
  EXPECT_GT(operation(track, "message_insert").tally.ok, 0u);
  EXPECT_EQ(value("select count(*) from pam_messages"), "0");
  EXPECT_THAT(remarks.warnings, ::testing::IsEmpty());
}

TEST_F(PoolTest, RowsThatAPolicyHidesAreNoSuccess) {
  DbSettings wanted = settings("owner", "100:0", "profile,expenses");
  wanted.user_ids = {ada, ben};  // who have some
  add(db(wanted, 2), closed(2, 100));
  run("alter policy own on expenses using (false)");
  const RunResult result = run_plan();
  const TrackResult& track = result.tracks.front();
  const OperationStats& expenses = operation(track, "expenses");
  EXPECT_EQ(expenses.tally.ok, 0u);
  EXPECT_EQ(expenses.errors.at("empty"), expenses.tally.failed);
  EXPECT_EQ(operation(track, "profile").tally.failed, 0u);
}

TEST_F(PoolTest, AStatementThatIsRefusedIsRolledBackAndTheConnectionGoesOn) {
  add(db(settings("owner", "100:0", "profile,expenses"), 1), closed(1, 60));
  run("revoke select on expenses from authenticated");
  const RunResult result = run_plan();
  const TrackResult& track = result.tracks.front();
  const OperationStats& expenses = operation(track, "expenses");
  EXPECT_EQ(expenses.errors.at("42501 insufficient_privilege"), expenses.tally.started);
  EXPECT_EQ(operation(track, "profile").tally.failed, 0u);
  EXPECT_EQ(operation(track, "connect").tally.started, 1u);
}

TEST_F(PoolTest, AQueryThatTimesOutIsCancelledAndItsConnectionComesBack) {
  Track& track = add(db(settings("owner", "0:100", "expense_update"), 1), closed(1, 4));
  track.reply_timeout = 200ms;
  run("create function dawdle() returns trigger language plpgsql as "
      "$$begin perform pg_sleep(case when current_setting('work_mem') = '4MB' then 3 else 0 end); return new; end$$");
  run("create trigger dawdle before update on expenses for each row execute function dawdle()");
  const TimePoint began = Clock::now();
  const RunResult result = run_plan();
  EXPECT_LT(Clock::now() - began, 6s) << "the server was told to stop, nobody waited three seconds each";
  const TrackResult& told = result.tracks.front();
  EXPECT_EQ(operation(told, "query").tally.failed, 4u);
  EXPECT_EQ(operation(told, "connect").tally.started, 1u) << "cancelled, not hung up on";
  const auto& errors = operation(told, "query").errors;
  EXPECT_TRUE(errors.contains("reply timeout"));
}

// A SCRAM login takes milliseconds of CPU within one call: on the shard it would stand in the way of every session.
// Said in processor time of the shard's thread, not in the lag of its ticks: the server starts fifty processes on this
// very machine meanwhile, and who else uses it is not known.
TEST_F(PoolTest, FiftyReconnectsTakeNoTimeOfTheShard) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "speed says nothing under a sanitizer";
#endif
  LoadProfile queries = closed(50, 1'000'000);
  queries.model = ClosedModel{100ms};
  queries.duration = 8s;
  add(db(settings("owner", "100:0", "profile"), 50), queries);
  FakeTarget ticker;
  Nanos before{0};
  std::uint64_t long_ones = 0;
  ticker.answer = [&](auto, auto) {
    const Nanos used = thread_time();
    if (before > Nanos(0) && used - before > 2ms) ++long_ones;
    before = used;
    return FakeAnswer{};
  };
  LoadProfile ticks;
  ticks.model = constant_rate(1000, Nanos(0), 8s, Arrival::regular);
  ticks.users = 8;
  ticks.duration = 8s;
  ticks.graceful_stop = 1s;
  add(std::make_unique<FakeWorkload>(ticker), ticks);
  std::thread killer([this] {
    std::this_thread::sleep_for(2s);  // somewhere within the run; nothing depends on when exactly
    run("do $$declare its record; begin for its in select pid from pg_stat_activity where usename = 'owner' loop "
        "perform pg_terminate_backend(its.pid), pg_sleep(0.02); end loop; end$$");
  });
  const RunResult result = run_plan();
  killer.join();
  // How many are back within the run is a matter of how fast the server starts processes beside whatever else runs
  // here.
  EXPECT_GE(operation(result.tracks[0], "connect").tally.ok, 70u) << "they come back";
  const Tally& ticked = result.tracks[1].total[1].tally;
  EXPECT_EQ(ticked.ok + ticked.dropped + result.health.missed, 8000u) << "missed and dropped where this machine paused";
  EXPECT_LT(long_ones, 10u) << "of fifty logins";
}

TEST_F(PoolTest, ASessionsIdentityIsSetOnceAConnection) {
  add(db(settings("owner", "100:0"), 3, Rls::session), closed(6, 120));
  const RunResult result = run_plan();
  const TrackResult& track = result.tracks.front();
  EXPECT_EQ(operation(track, "query").tally.ok, 120u);
  EXPECT_EQ(track.operation("frame"), track.operations.size()) << "there is no frame to measure";
}

TEST_F(PoolTest, APoolWithoutASingleConnectionForTooLongLosesItsWorkersAndTheRunEnds) {
  DbSettings wanted = settings("owner", "100:0", "profile");
  wanted.connect_timeout = 1s;
  add(db(wanted, 2), closed(4, 1'000'000'000));
  bool locked_out = false;
  at_progress = [&](const Progress& progress) {
    if (locked_out || progress.elapsed <= Nanos(0)) return;  // all have connected before it begins
    locked_out = true;
    run_in("postgres", "alter role owner nologin");
    run("select count(pg_terminate_backend(pid)) from pg_stat_activity where usename = 'owner'");
  };
  const RunResult result = run_plan();
  run_in("postgres", "alter role owner login");
  EXPECT_EQ(result.stop_reason, StopReason::no_users_left);
  const TrackResult& track = result.tracks.front();
  EXPECT_EQ(track.users.lost, 4u);
  EXPECT_TRUE(track.users.lost_kinds.contains("28000 invalid_authorization_specification"))
      << track.users.lost_kinds.begin()->first;
  EXPECT_GE(operation(track, "connect").tally.failed, 2u);
}

TEST_F(PoolTest, AShardWithoutConnectionsDoesNotKeepACountedRunWaiting) {
  DbSettings wanted = settings("owner", "100:0", "profile");
  wanted.connect_timeout = 1s;
  plan.shards = 2;
  run_in("postgres", "alter role owner connection limit 1");  // one shard gets it
  add(db(wanted, 16), closed(16, 200));
  const RunResult result = run_plan();
  run_in("postgres", "alter role owner connection limit -1");
  EXPECT_EQ(result.stop_reason, StopReason::no_users_left);
  const TrackResult& track = result.tracks.front();
  EXPECT_GE(operation(track, "connect").errors.at("53300 too_many_connections"), 15u);
  EXPECT_GT(operation(track, "connect").failed.max(), Nanos(0)) << "a refusal takes its time too";
  EXPECT_EQ(operation(track, "query").tally.ok, 100u) << "the other shard's half";
  EXPECT_THAT(remarks.warnings, ::testing::Contains(::testing::HasSubstr(
                                    "15 of 16 connections of the pool could never be made (53300 too_many")));
}

// What ended by the role's own time-out as ours passed must not hand a late cancellation to the next query.
TEST_F(PoolTest, ACancellationMeetsNoOtherQuery) {
  run("create function dawdle() returns trigger language plpgsql as "
      "$$begin perform pg_sleep(0.05 + random() * 0.01); return new; end$$");
  run("create trigger dawdle before update on expenses for each row execute function dawdle()");
  Track& track = add(db(settings("owner", "50:50", "profile,expense_update"), 2), closed(2, 80));
  track.reply_timeout = 55ms;  // about half of the updates end just before, half just after
  const RunResult result = run_plan();
  const TrackResult& told = result.tracks.front();
  EXPECT_GT(operation(told, "expense_update").errors.at("reply timeout"), 0u);
  EXPECT_EQ(operation(told, "query").errors.count("57014 query_canceled"), 0u);
  KindCounts reads_failed = operation(told, "profile").errors;
  for (const char* paused : {"reply timeout", "acquire timeout"}) reads_failed.erase(paused);  // where this machine did
  EXPECT_THAT(reads_failed, ::testing::IsEmpty());
  EXPECT_EQ(operation(told, "query").tally.lost, 0u);
  EXPECT_EQ(operation(told, "connect").tally.started, 2u);
}

}  // namespace
}  // namespace loadtest
