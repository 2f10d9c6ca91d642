#include "engine/memory_trend.h"

#include <gtest/gtest.h>

namespace loadtest {
namespace {

constexpr std::uint64_t mebibyte = 1 << 20;

TEST(MemoryTrend, OfAFlatRunIsNone) {
  MemoryTrend memory;
  for (std::uint64_t second = 0; second < 600; ++second) memory.add((second < 60 ? 20 + second / 2 : 50) * mebibyte);
  EXPECT_EQ(memory.growth_bytes(), 0u) << "users connected and buffers were made, then it stayed";
}

TEST(MemoryTrend, OfALeakIsHowMuchItGrew) {
  MemoryTrend memory;
  for (std::uint64_t second = 0; second < 36'000; ++second) memory.add(50 * mebibyte + second * 10'000);
  EXPECT_NEAR(static_cast<double>(memory.growth_bytes()), 0.8 * 360e6, 8e6) << "from the first fifth to the end";
}

TEST(MemoryTrend, OfAMomentIsUnknown) {
  MemoryTrend memory;
  for (std::uint64_t second = 0; second < 5; ++second) memory.add(second * mebibyte);
  EXPECT_EQ(memory.growth_bytes(), 0u);
}

}  // namespace
}  // namespace loadtest
