#include "stats/interval.h"

#include <gtest/gtest.h>

namespace loadtest {
namespace {

using namespace std::chrono_literals;

Interval second(std::int64_t number, Nanos response) {
  IntervalHistogram histogram;
  histogram.record(response);
  return {Nanos(number * 1s), 1s, 5, {{1, 1, 0, 0, SparseHistogram(histogram)}}};
}

TEST(Interval, SharesOfShardsAddUp) {
  Interval sum = second(0, 1ms);
  sum.merge_shard(second(0, 3ms));
  EXPECT_EQ(sum.users, 10u);
  EXPECT_EQ(sum.length, 1s);
  EXPECT_EQ(sum.operations[0].ok, 2u);
  EXPECT_EQ(sum.operations[0].response.count(), 2u);
  EXPECT_NEAR(to_millis(sum.operations[0].response.percentile(0.5)), 1, 0.01);
  EXPECT_EQ(sum.operations[0].response.max(), 3ms);
}

TEST(Interval, CountsBeyond32Bits) {
  IntervalHistogram histogram;
  histogram.record(1ms, 3'000'000'000);
  SparseHistogram sum(histogram);
  sum.merge(SparseHistogram(histogram));
  EXPECT_EQ(sum.count(), 6'000'000'000u);
  EXPECT_EQ(sum.dense().count(), 6'000'000'000u);
}

TEST(IntervalSeries, JoinsNeighboursWhenARunIsLongAndLosesNothing) {
  IntervalSeries series;
  constexpr int seconds = 7203;
  for (int i = 0; i < seconds; ++i) series.add(second(i, Nanos((i + 1) * 1us)));
  const auto& intervals = series.intervals();
  EXPECT_LE(intervals.size(), IntervalSeries::intervals_max);
  EXPECT_EQ(intervals.size(), 1801u);  // four seconds each, the last one cut short
  std::uint64_t ok = 0;
  for (std::size_t i = 0; i < intervals.size(); ++i) {
    EXPECT_EQ(intervals[i].from, i * 4s) << "the grid begins at t0";
    ok += intervals[i].operations[0].ok;
  }
  EXPECT_EQ(ok, static_cast<std::uint64_t>(seconds));
  EXPECT_EQ(intervals.back().length, 3s);
}

}  // namespace
}  // namespace loadtest
