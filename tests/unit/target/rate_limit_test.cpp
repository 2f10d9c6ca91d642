#include "target/rate_limit.h"

#include <gtest/gtest.h>

namespace loadtest::target {
namespace {

using namespace std::chrono_literals;

TEST(RateLimiter, LetsTheLimitThroughAndCountsWhatIsOverIt) {
  RateLimiter limiter({3, 60s});
  const TimePoint now{1s};
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(limiter.check("anna", now).allowed);
  const auto fourth = limiter.check("anna", now + 20s);
  EXPECT_FALSE(fourth.allowed);
  EXPECT_EQ(fourth.violations, 1u);
  EXPECT_EQ(fourth.retry_after, 40s);
  EXPECT_EQ(limiter.check("anna", now + 21s).violations, 2u);
  EXPECT_TRUE(limiter.check("berta", now).allowed);  // each user for itself
  EXPECT_TRUE(limiter.check("anna", now + 60s).allowed);
}

TEST(RateLimiter, WithoutALimitLetsEverythingThrough) {
  RateLimiter limiter({});
  for (int i = 0; i < 1000; ++i) EXPECT_TRUE(limiter.check("anna", TimePoint{1s}).allowed);
}

}  // namespace
}  // namespace loadtest::target
