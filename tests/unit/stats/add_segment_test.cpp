#include "stats/add_segment.h"

#include <gtest/gtest.h>

#include <cmath>
#include <tuple>

#include "core/random.h"
#include "stats/hdr_encoding.h"
#include "stats/recorder.h"

namespace loadtest {
namespace {

using namespace std::chrono_literals;

const std::vector<OperationSpec> operations{{.name = "connect", .weight = 0, .warm_up_counts = true}, {.name = "ask"}};

struct Recorded {
  Sample sample;
  std::size_t second;
};

/// What a run is made of: times of all magnitudes, each third one failed or cancelled, over five seconds.
std::vector<Recorded> samples() {
  Random random(5);
  std::vector<Recorded> all;
  for (std::size_t i = 0; i < 30'000; ++i) {
    const Nanos took(static_cast<std::int64_t>(std::exp(random.uniform() * 30)));  // 1 ns to 3 h
    Sample sample;
    sample.operation = static_cast<OperationId>(random.next() % 2);
    sample.sent = TimePoint(Nanos(static_cast<std::int64_t>(random.next() % 1000)));
    sample.done = sample.sent + took;
    sample.outcome = static_cast<Outcome>(random.next() % 9 < 6 ? 0 : 1 + random.next() % 2);
    sample.error = static_cast<ErrorId>(random.next() % 2);
    sample.bytes_sent = static_cast<std::uint32_t>(random.next());
    sample.bytes_received = static_cast<std::uint32_t>(random.next());
    all.push_back({sample, i / 6'000});
  }
  return all;
}

/// The result of one generator that recorded these.
RunResult record(const std::vector<Recorded>& all, const auto& mine) {
  ErrorKinds kinds;
  kinds.intern("refused");
  kinds.intern("close 4001");
  Recorder recorder(operations.size(), 1);
  RunResult run;
  TrackResult& track = run.tracks.emplace_back();
  track.name = track.workload = "ws";
  track.operations = operations;
  std::size_t second = 0;
  const auto roll = [&] {
    track.intervals.push_back({1s * static_cast<int>(second), 1s, 0, recorder.roll(kinds)});
    ++second;
  };
  for (std::size_t i = 0; i < all.size(); ++i) {
    while (second < all[i].second) roll();
    if (!mine(i)) continue;
    recorder.started(all[i].sample.operation, 0);
    recorder.record(all[i].sample, 0);
    run.health.lag.record(all[i].sample.response_time());
  }
  roll();
  track.total = recorder.take_totals(kinds).front();
  track.phases = track.settled = {track.total};
  run.phases = {{"run", 0s, 5s}};
  run.measured = 5s;
  return run;
}

void expect_same(const OperationStats& a, const OperationStats& b) {
  EXPECT_EQ(encode_hdr(a.response), encode_hdr(b.response));
  EXPECT_EQ(encode_hdr(a.service), encode_hdr(b.service));
  EXPECT_EQ(encode_hdr(a.failed), encode_hdr(b.failed));
  for (const auto& [mine, theirs] : {std::pair(&a.response, &b.response), {&a.failed, &b.failed}}) {
    EXPECT_EQ(mine->sum_ns(), theirs->sum_ns());
    EXPECT_EQ(mine->min(), theirs->min());
    EXPECT_EQ(mine->max(), theirs->max());
  }
  EXPECT_EQ(a.cancelled_max, b.cancelled_max);
  EXPECT_EQ(a.errors, b.errors);
  const auto figures = [](const Tally& t) {
    return std::vector{t.started, t.ok,   t.failed,     t.cancelled,     t.dropped,
                       t.late,    t.lost, t.bytes_sent, t.bytes_received};
  };
  EXPECT_EQ(figures(a.tally), figures(b.tally));
}

void expect_same(const RunResult& a, const RunResult& b) {
  const TrackResult &mine = a.tracks.front(), &theirs = b.tracks.front();
  for (std::size_t i = 0; i < operations.size(); ++i) {
    expect_same(mine.total[i], theirs.total[i]);
    expect_same(mine.settled[0][i], theirs.settled[0][i]);
  }
  EXPECT_EQ(encode_hdr(a.health.lag), encode_hdr(b.health.lag));
  ASSERT_EQ(mine.intervals.size(), theirs.intervals.size());
  for (std::size_t i = 0; i < mine.intervals.size(); ++i) {
    for (std::size_t op = 0; op < operations.size(); ++op) {
      const IntervalOperation &one = mine.intervals[i].operations[op], &other = theirs.intervals[i].operations[op];
      EXPECT_EQ(encode_hdr(one.response.dense()), encode_hdr(other.response.dense()));
      EXPECT_EQ(one.response.max(), other.response.max());
      EXPECT_EQ(std::tie(one.started, one.ok, one.failed), std::tie(other.started, other.ok, other.failed));
    }
  }
}

TEST(AddSegment, AnyNumberOfSegmentsTogetherAreOneRecorderByteForByte) {
  const auto all = samples();
  const RunResult whole = record(all, [](std::size_t) { return true; });
  for (const std::size_t count : {2u, 3u, 7u, 16u}) {
    const auto part = [&](std::size_t index) { return record(all, [=](std::size_t i) { return i % count == index; }); };
    RunResult sum = part(0);
    for (std::size_t index = 1; index < count; ++index) ASSERT_TRUE(add_segment(sum, part(index)));
    expect_same(sum, whole);
  }
}

TEST(AddSegment, OrderAndGroupingDoNotMatter) {
  const auto all = samples();
  const auto part = [&](std::size_t index) { return record(all, [=](std::size_t i) { return i % 3 == index; }); };
  RunResult left = part(0), right = part(2), pair = part(1);
  ASSERT_TRUE(add_segment(left, part(1)));
  ASSERT_TRUE(add_segment(left, part(2)));
  ASSERT_TRUE(add_segment(pair, part(0)));
  ASSERT_TRUE(add_segment(right, pair));
  expect_same(left, right);
}

TEST(AddSegment, UsersAreThoseThatWereThereAtTheSameTime) {
  const auto with_users = [](std::vector<std::uint32_t> users, std::uint32_t peak, std::uint32_t sustained) {
    RunResult run = record({}, [](std::size_t) { return true; });
    UsersStats& stats = run.tracks[0].users;
    stats.asked = 10;
    stats.peak = peak;
    stats.sustained = sustained;
    run.tracks[0].intervals.clear();
    for (std::size_t i = 0; i < users.size(); ++i)
      run.tracks[0].intervals.push_back({1s * static_cast<int>(i), 1s, users[i], {}});
    return run;
  };
  RunResult sum = with_users({10, 10, 2, 2}, 10, 2);
  ASSERT_TRUE(add_segment(sum, with_users({3, 3, 9, 9, 0}, 9, 3)));
  EXPECT_EQ(sum.tracks[0].users.asked, 20u);
  EXPECT_EQ(sum.tracks[0].users.peak, 13u) << "19 were never there at once";
  EXPECT_EQ(sum.tracks[0].users.sustained, 5u);
  // Of a run of less than a second nobody looked in between.
  sum = with_users({0}, 10, 10);
  ASSERT_TRUE(add_segment(sum, with_users({0}, 9, 9)));
  EXPECT_EQ(sum.tracks[0].users.peak, 19u);
}

TEST(AddSegment, TheLongestTellsHowLongItWas) {
  RunResult sum = record({}, [](std::size_t) { return true; }), other = sum;
  sum.phases = {{"one", 0s, 2s}, {"two", 2s, 2s}};  // ended after 2 s
  sum.measured = 2s;
  sum.stop_reason = StopReason::no_users_left;
  other.phases = {{"one", 0s, 3s}, {"two", 3s, 5s}};
  for (RunResult* run : {&sum, &other}) run->tracks[0].phases.resize(2, TrackTotals(2));
  ASSERT_TRUE(add_segment(sum, other));
  EXPECT_EQ(sum.phases[0].to, 3s);
  EXPECT_EQ(sum.phases[1].from, 3s);
  EXPECT_EQ(sum.phases[1].to, 5s);
  EXPECT_EQ(sum.measured, 5s);
  EXPECT_EQ(sum.stop_reason, StopReason::no_users_left);
}

TEST(AddSegment, RefusesWhatIsNoPartOfTheSameRun) {
  const RunResult one = record({}, [](std::size_t) { return true; });
  const auto refuses = [&](const auto& change) {
    RunResult sum = one, other = one;
    change(other);
    return !add_segment(sum, other);
  };
  EXPECT_TRUE(refuses([](RunResult& run) { run.tracks[0].name = "db"; }));
  EXPECT_TRUE(refuses([](RunResult& run) { run.tracks.clear(); }));
  EXPECT_TRUE(refuses([](RunResult& run) { run.tracks[0].operations.pop_back(); }));
  EXPECT_TRUE(refuses([](RunResult& run) { run.tracks[0].operations[1].weight = 2; }));
  EXPECT_TRUE(refuses([](RunResult& run) { run.phases[0].name = "warm-up"; }));
  EXPECT_TRUE(refuses([](RunResult& run) { run.phases.push_back(run.phases[0]); }));
  EXPECT_TRUE(refuses([](RunResult& run) { run.tracks[0].intervals[0].from = 500ms; }));
}

}  // namespace
}  // namespace loadtest
