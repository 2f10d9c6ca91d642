#include "stats/histogram.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/random.h"

namespace loadtest {
namespace {

using namespace std::chrono_literals;

TEST(Histogram, HasHdrHistogramsLayout) {
  // Lowest 100, highest 3.6e12: unit magnitude 6, 26 (3 digits) and 29 (2 digits) buckets.
  EXPECT_EQ(Histogram::Layout::cells, 27u * 1024);
  EXPECT_EQ(IntervalHistogram::Layout::cells, 30u * 128);
  const struct {
    std::int64_t value;
    std::size_t index;
    std::int64_t highest_equivalent;
  } cases[] = {
      {0, 0, 63},                    // below the lowest discernible
      {64, 1, 127},                  // the next cell
      {131'071, 2047, 131'071},      // the last of the first bucket
      {131'072, 2048, 131'199},      // cells twice as wide from here on
      {1'000'000, 5025, 1'000'447},  // 1 ms: the fourth bucket, cells of 512 ns
  };
  for (const auto& c : cases) {
    const std::size_t index = Histogram::Layout::index_of(c.value);
    EXPECT_EQ(index, c.index) << c.value;
    EXPECT_EQ(Histogram::Layout::highest_equivalent(index), c.highest_equivalent) << c.value;
  }
}

TEST(Histogram, EveryValueFallsIntoACellWithinItsPrecision) {
  Random random(3);
  for (int i = 0; i < 200'000; ++i) {
    const auto value = static_cast<std::int64_t>(100 * std::exp(random.uniform() * std::log(3.6e10)));
    const std::size_t index = Histogram::Layout::index_of(value);
    ASSERT_LT(index, Histogram::Layout::cells);
    const std::int64_t top = Histogram::Layout::highest_equivalent(index);
    ASSERT_GE(top, value);
    ASSERT_LE(static_cast<double>(top - value), std::max(64.0, static_cast<double>(value) * 1e-3)) << value;
    const std::size_t coarse = IntervalHistogram::Layout::index_of(value);
    ASSERT_LT(coarse, IntervalHistogram::Layout::cells);
    ASSERT_LE(static_cast<double>(IntervalHistogram::Layout::highest_equivalent(coarse) - value),
              std::max(64.0, static_cast<double>(value) * 1e-2));
  }
}

TEST(Histogram, PercentilesAgreeWithSortedValues) {
  Random random(5);
  Histogram histogram;
  std::vector<std::int64_t> values;
  for (int i = 0; i < 50'000; ++i) {
    values.push_back(static_cast<std::int64_t>(random.exponential(2e6)));
    histogram.record(Nanos(values.back()));
  }
  std::sort(values.begin(), values.end());
  for (const double p : {0.0, 0.01, 0.5, 0.9, 0.95, 0.99, 0.999, 0.9999, 1.0}) {
    const auto rank = std::max<std::size_t>(1, static_cast<std::size_t>(std::ceil(p * 50'000)));
    const auto exact = static_cast<double>(values[rank - 1]);
    EXPECT_NEAR(static_cast<double>(histogram.percentile(p).count()), exact, std::max(64.0, exact * 1e-3)) << p;
  }
  EXPECT_EQ(histogram.min().count(), values.front());
  EXPECT_EQ(histogram.max().count(), values.back());
}

TEST(Histogram, CountSumLeastAndGreatestAreExactAndExtremesAreKept) {
  Histogram histogram;
  EXPECT_EQ(histogram.percentile(0.5), 0ns) << "nothing recorded";
  histogram.record(-5ns);  // a clock that went backwards
  histogram.record(12'345'678ns);
  histogram.record(2h);  // beyond the range: counted in the last cell
  EXPECT_EQ(histogram.count(), 3u);
  EXPECT_EQ(histogram.min(), 0ns);
  EXPECT_EQ(histogram.max(), 2h);
  EXPECT_EQ(histogram.sum_ns(), 12'345'678u + 7'200'000'000'000u);
}

TEST(Histogram, MergedPartsAreTheWhole) {
  Random random(9);
  Histogram whole, parts[3];
  for (int i = 0; i < 10'000; ++i) {
    const Nanos value(static_cast<std::int64_t>(random.exponential(1e7)));
    whole.record(value);
    parts[i % 3].record(value);
  }
  Histogram merged;
  for (const Histogram& part : parts) merged.merge(part);
  EXPECT_TRUE(std::ranges::equal(merged.counts(), whole.counts()));
  EXPECT_EQ(merged.sum_ns(), whole.sum_ns());
  EXPECT_EQ(merged.min(), whole.min());
  EXPECT_EQ(merged.max(), whole.max());
}

TEST(WithOmittedSends, AddsTheSendsThatAStallSwallowed) {
  Histogram recorded;
  recorded.record(1ms, 99);
  recorded.record(1s);  // ten sends a second were meant: nine are missing, 900, 800 … 100 ms
  const Histogram corrected = with_omitted_sends(recorded, 100ms);
  EXPECT_EQ(corrected.count(), 109u);
  EXPECT_NEAR(to_millis(corrected.percentile(104.0 / 109)), 500, 1);
  EXPECT_EQ(with_omitted_sends(recorded, 0ns).count(), 100u);
}

}  // namespace
}  // namespace loadtest
