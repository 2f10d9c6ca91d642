#include "stats/histogram.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
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
  const std::function<double()> draws[] = {
      [&] { return random.exponential(2e6); },                                 // as answers are
      [&] { return 100 * std::exp(random.uniform() * std::log(3.6e10)); },     // all magnitudes alike, 100 ns to 1 h
      [&] { return random.uniform() < 0.9 ? 2e6 * random.uniform() : 3e12; },  // quick, but for a few
  };
  for (const auto& draw : draws) {
    Histogram histogram;
    std::vector<std::int64_t> values;
    for (int i = 0; i < 50'000; ++i) {
      values.push_back(static_cast<std::int64_t>(draw()));
      histogram.record(Nanos(values.back()));
    }
    std::sort(values.begin(), values.end());
    for (int per_mille = 0; per_mille <= 1000; ++per_mille) {
      const auto rank = std::max<std::size_t>(1, static_cast<std::size_t>(per_mille) * 50);
      const auto exact = static_cast<double>(values[rank - 1]);
      const auto told = static_cast<double>(histogram.percentile(per_mille / 1000.0).count());
      ASSERT_GE(told, exact) << per_mille;
      ASSERT_LT(told - exact, std::max(64.0, exact * 1e-3)) << per_mille;
    }
    EXPECT_EQ(histogram.min().count(), values.front());
    EXPECT_EQ(histogram.max().count(), values.back());
  }
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

}  // namespace
}  // namespace loadtest
