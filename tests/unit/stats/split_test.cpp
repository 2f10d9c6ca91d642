// Whatever is recorded, over however many shards: added up it is what one recorder would have kept, to the byte.
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "core/random.h"
#include "stats/hdr_encoding.h"
#include "stats/recorder.h"

namespace loadtest {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t operations = 3, cells = 2, seconds = 5, samples_each_second = 4000;
constexpr const char* kinds[] = {"close 1006", "reply timeout", "told no"};

/// Anything: instants of all magnitudes up to beyond the hour, outcomes, kinds, sizes.
struct Event {
  Sample sample;
  std::size_t cell;
  bool dropped, late, lost;
};

Event an_event(Random& random) {
  const auto any_time = [&] { return Nanos(static_cast<std::int64_t>(std::exp(random.uniform() * std::log(7e12)))); };
  Sample sample;
  sample.intended = TimePoint(1h);
  sample.sent = sample.intended + any_time();
  sample.done = sample.sent + any_time();
  sample.operation = static_cast<OperationId>(random.next() % operations);
  sample.outcome = static_cast<Outcome>(random.next() % 3);
  sample.error = static_cast<ErrorId>(random.next() % std::size(kinds));
  sample.bytes_sent = static_cast<std::uint32_t>(random.next() % 1000);
  sample.bytes_received = static_cast<std::uint32_t>(random.next() % 100'000);
  return {sample, random.next() % cells, random.next() % 50 == 0, random.next() % 50 == 0, random.next() % 50 == 0};
}

void record(Recorder& recorder, const Event& event) {
  recorder.started(event.sample.operation, event.cell);
  recorder.record(event.sample, event.cell);
  if (event.dropped) recorder.dropped(event.sample.operation, event.cell);
  if (event.late) recorder.late(event.sample.operation, event.cell);
  if (event.lost) recorder.lost(event.sample.operation, event.cell);
}

struct Added {
  std::vector<TrackTotals> totals = std::vector<TrackTotals>(cells);
  std::vector<Interval> intervals = std::vector<Interval>(seconds);
};

Added record_over(unsigned shards) {
  // Each shard meets the kinds of failure in an order of its own.
  std::vector<ErrorKinds> names(shards);
  std::vector<std::vector<ErrorId>> ids(shards, std::vector<ErrorId>(std::size(kinds)));
  for (unsigned shard = 0; shard < shards; ++shard) {
    for (std::size_t k = 0; k < std::size(kinds); ++k) {
      const std::size_t which = (k + shard) % std::size(kinds);
      ids[shard][which] = names[shard].intern(kinds[which]);
    }
  }
  std::vector<Recorder> recorders(shards, Recorder(operations, cells));
  Added added;
  Random random(17), dealt(shards);
  for (std::size_t second = 0; second < seconds; ++second) {
    for (std::size_t i = 0; i < samples_each_second; ++i) {
      Event event = an_event(random);
      const std::size_t shard = dealt.next() % shards;
      event.sample.error = ids[shard][event.sample.error];
      record(recorders[shard], event);
    }
    Interval& sum = added.intervals[second];
    for (Recorder& recorder : recorders) {
      const auto shard = static_cast<std::size_t>(&recorder - recorders.data());
      Interval part{0s, 1s, 1, recorder.roll(names[shard])};
      if (shards == 1) {
        sum = std::move(part);  // as it is: adding up is what is tested
      } else {
        sum.merge_shard(part);
      }
    }
  }
  for (unsigned shard = 0; shard < shards; ++shard) {
    std::vector<TrackTotals> part = recorders[shard].take_totals(names[shard]);
    if (shards == 1) {
      added.totals = std::move(part);
    } else {
      for (std::size_t cell = 0; cell < cells; ++cell) merge(added.totals[cell], part[cell]);
    }
  }
  return added;
}

void expect_same(const Histogram& a, const Histogram& b, const std::string& where) {
  EXPECT_EQ(encode_hdr(a), encode_hdr(b)) << where;
  EXPECT_EQ(a.count(), b.count()) << where;
  EXPECT_EQ(a.sum_ns(), b.sum_ns()) << where;
  EXPECT_EQ(a.min(), b.min()) << where;
  EXPECT_EQ(a.max(), b.max()) << where;
}

void expect_same(const OperationStats& a, const OperationStats& b, const std::string& where) {
  const Tally &one = a.tally, &other = b.tally;
  EXPECT_EQ(std::tie(one.started, one.ok, one.failed, one.cancelled, one.dropped, one.late, one.lost, one.bytes_sent,
                     one.bytes_received),
            std::tie(other.started, other.ok, other.failed, other.cancelled, other.dropped, other.late, other.lost,
                     other.bytes_sent, other.bytes_received))
      << where;
  EXPECT_EQ(a.errors, b.errors) << where;
  EXPECT_EQ(a.cancelled_max, b.cancelled_max) << where;
  expect_same(a.response, b.response, where + " response");
  expect_same(a.service, b.service, where + " service");
  expect_same(a.failed, b.failed, where + " failed");
}

void expect_same(const IntervalOperation& a, const IntervalOperation& b, const std::string& where) {
  EXPECT_EQ(std::tie(a.started, a.ok, a.failed, a.dropped), std::tie(b.started, b.ok, b.failed, b.dropped)) << where;
  EXPECT_EQ(encode_hdr(a.response.dense()), encode_hdr(b.response.dense())) << where;
  EXPECT_EQ(a.response.count(), b.response.count()) << where;
  EXPECT_EQ(a.response.sum_ns(), b.response.sum_ns()) << where;
  EXPECT_EQ(a.response.max(), b.response.max()) << where;
}

TEST(Recorder, SplitOverAnyNumberOfShardsAndAddedUpIsOneRecorderByteForByte) {
  const Added whole = record_over(1);
  for (const unsigned shards : {2u, 3u, 7u, 64u}) {
    const Added added = record_over(shards);
    for (std::size_t op = 0; op < operations; ++op) {
      const std::string where = std::to_string(shards) + " shards, operation " + std::to_string(op);
      for (std::size_t cell = 0; cell < cells; ++cell)
        expect_same(whole.totals[cell][op], added.totals[cell][op], where + ", cell " + std::to_string(cell));
      for (std::size_t second = 0; second < seconds; ++second)
        expect_same(whole.intervals[second].operations[op], added.intervals[second].operations[op],
                    where + ", second " + std::to_string(second));
    }
  }
}

TEST(Recorder, CountsWhatWasRecorded) {
  const Added added = record_over(7);
  std::uint64_t all = 0;
  for (const TrackTotals& totals : added.totals) {
    for (const OperationStats& stats : totals) {
      all += stats.tally.ok + stats.tally.failed + stats.tally.cancelled;
      EXPECT_EQ(stats.response.count(), stats.tally.ok);
      EXPECT_EQ(stats.failed.count(), stats.tally.failed + stats.tally.cancelled);
    }
  }
  EXPECT_EQ(all, seconds * samples_each_second);
}

}  // namespace
}  // namespace loadtest
