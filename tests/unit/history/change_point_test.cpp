#include "history/change_point.h"

#include <gtest/gtest.h>

#include <vector>

#include "core/random.h"

namespace loadtest {
namespace {

std::vector<double> nights(Random& random, std::size_t count, std::size_t changes_at, double factor) {
  std::vector<double> values;
  for (std::size_t i = 0; i < count; ++i) values.push_back((20 + random.uniform()) * (i < changes_at ? 1 : factor));
  return values;
}

TEST(ChangePoint, IsTheFirstValueOfTheNewLevel) {
  struct Case {
    std::size_t count, at;
  };
  for (const Case one : {Case{10, 5}, Case{20, 10}, Case{20, 16}, Case{30, 5}}) {
    Random random(one.count + one.at);
    const auto change = find_change_point(nights(random, one.count, one.at, 1.2));
    ASSERT_TRUE(change);
    EXPECT_EQ(change->first, one.at) << one.count;
    EXPECT_LT(change->chance, 0.05) << one.count << " at " << one.at;
    EXPECT_NEAR(change->after / change->before, 1.2, 0.05);
  }
}

TEST(ChangePoint, IsRarelyFoundWhereNothingChanged) {
  Random random(1);
  int found = 0;
  for (int i = 0; i < 200; ++i) found += find_change_point(nights(random, 20, 20, 1))->chance < 0.05;
  EXPECT_LE(found, 20) << "of 200, of which 10 are expected";
}

TEST(ChangePoint, OneWildNightIsNone) {
  Random random(2);
  std::vector<double> values = nights(random, 20, 20, 1);
  values[12] = 5000;
  EXPECT_GT(find_change_point(values)->chance, 0.05);
}

TEST(ChangePoint, OfTooFewOrOfEqualValuesThereIsNone) {
  EXPECT_FALSE(find_change_point(std::vector<double>{1, 1, 1, 2, 2, 2, 2}));
  EXPECT_FALSE(find_change_point(std::vector<double>(20, 1.0)));
  EXPECT_FALSE(find_change_point({}));
}

}  // namespace
}  // namespace loadtest
