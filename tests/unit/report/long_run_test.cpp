// What a day's run holds of its intervals in memory and leaves of them in its file.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <malloc.h>

#include <cmath>

#include "core/random.h"
#include "report/sink.h"
#include "stats/recorder.h"
#include "unit/report/a_report.h"

namespace loadtest {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t shards = 2, operations = 3, samples_each = 300;

/// Answers spread over three decades, as those of a busy backend with a long tail: hundreds of cells a second.
std::vector<IntervalOperation> a_second(Random& random) {
  Recorder recorder(operations, 1);
  Sample sample;
  for (std::size_t i = 0; i < operations * samples_each; ++i) {
    sample.operation = static_cast<OperationId>(i % operations);
    sample.done = sample.intended + Nanos(static_cast<std::int64_t>(1e6 * std::exp(random.exponential(1.5))));
    recorder.started(sample.operation, 0);
    recorder.record(sample, 0);
  }
  return recorder.roll(ErrorKinds());
}

/// As the main thread of a run gathers them. A few seconds' worth of samples in turn, since making them takes longest.
IntervalSeries gather(int seconds) {
  Random random(3);
  std::vector<std::vector<IntervalOperation>> made;
  for (int i = 0; i < 64; ++i) made.push_back(a_second(random));
  IntervalSeries series;
  for (int second = 0; second < seconds; ++second) {
    Interval sum{second * 1s, 1s, 50, made[random.next() % made.size()]};
    for (std::size_t shard = 1; shard < shards; ++shard)
      sum.merge_shard({second * 1s, 1s, 50, made[random.next() % made.size()]});
    series.add(std::move(sum));
  }
  return series;
}

struct Cost {
  std::size_t memory_bytes, file_bytes, intervals;
  std::uint64_t ok;
};

Cost cost_of(int seconds) {
  const std::size_t before = mallinfo2().uordblks;
  IntervalSeries series = gather(seconds);
  Cost cost{mallinfo2().uordblks - before, 0, series.intervals().size(), 0};
  Report report = testing::a_report();
  TrackResult& track = report.result.tracks[0];
  track.operations = {{"connect", 0}, {"chat", 1}, {"ping", 0}};
  track.intervals = series.take();
  for (const Interval& interval : track.intervals) cost.ok += interval.operations[1].ok;
  cost.file_bytes = result_json(report).size();
  return cost;
}

double mib(std::size_t bytes) { return static_cast<double>(bytes) / (1 << 20); }

TEST(ALongRun, HoldsAndWritesLittleMoreThanAnHours) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "their allocators do not count, and it would take two minutes";
#endif
  const Cost hour = cost_of(3600), day = cost_of(24 * 3600);
  EXPECT_EQ(day.ok, 24u * 3600 * shards * samples_each) << "nothing is lost where intervals are joined";
  EXPECT_EQ(day.intervals, 1350u) << "of 64 s";
  // An interval has no more cells for being longer, once it has those that its times spread over.
  EXPECT_LT(day.memory_bytes, 3 * hour.memory_bytes);
  EXPECT_LT(day.file_bytes, 3 * hour.file_bytes);
  EXPECT_LT(day.memory_bytes, operations * (16u << 20));
  EXPECT_LT(day.file_bytes, operations * (4u << 20));
  RecordProperty("memory_mib",
                 fmt::format("{:.1f} an hour, {:.1f} a day", mib(hour.memory_bytes), mib(day.memory_bytes)));
  RecordProperty("file_mib", fmt::format("{:.1f} an hour, {:.1f} a day", mib(hour.file_bytes), mib(day.file_bytes)));
}

}  // namespace
}  // namespace loadtest
