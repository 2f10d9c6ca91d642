#include "load/think_time.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "load/reconnect.h"

namespace loadtest {
namespace {

using namespace std::chrono_literals;

ThinkTime read(const char* text) {
  const auto parsed = ThinkTime::parse(text);
  EXPECT_TRUE(parsed) << text;
  return parsed ? *parsed : ThinkTime();
}

TEST(ThinkTime, IsReadAndWritten) {
  for (const char* text : {"0s", "2s", "250ms", "uniform(1s,3s)", "exponential(2s)", "lognormal(2s,0.5)"})
    EXPECT_EQ(read(text).text(), text);
  EXPECT_EQ(read("uniform( 1 , 3 )"), ThinkTime::uniform(1s, 3s));
  for (const char* wrong :
       {"", "abc", "uniform", "uniform()", "uniform(1s)", "uniform(3s,1s)", "uniform(1s,3s", "uniform(1s,3s,4s)",
        "normal(1s,2s)", "exponential(2s,1)", "lognormal(2s)", "lognormal(2s,0)", "lognormal(2s,-1)", "lognormal(2s,9)",
        "lognormal(2s,x)", "lognormal(2s,1s)", "2s)"}) {
    const auto parsed = ThinkTime::parse(wrong);
    ASSERT_FALSE(parsed) << wrong;
    EXPECT_NE(parsed.error().message.find('"' + std::string(wrong) + '"'), std::string::npos) << parsed.error().message;
  }
}

std::vector<double> draws(const ThinkTime& time, std::size_t count) {
  std::vector<double> drawn;
  for (std::size_t i = 0; i < count; ++i) drawn.push_back(to_seconds(time.draw(7, i % 100, i / 100)));
  std::sort(drawn.begin(), drawn.end());
  return drawn;
}

TEST(ThinkTime, IsDrawnAsItsDistributionSays) {
  const struct {
    const char* text;
    double mean, median, p90;
  } cases[] = {{"2s", 2, 2, 2},
               {"uniform(1s,3s)", 2, 2, 2.8},
               {"exponential(2s)", 2, 2 * std::log(2), 2 * std::log(10)},
               {"lognormal(2s,0.5)", 2 * std::exp(0.125), 2, 2 * std::exp(0.5 * 1.28155)}};
  for (const auto& c : cases) {
    const ThinkTime time = read(c.text);
    const auto drawn = draws(time, 100'000);
    double sum = 0;
    for (const double one : drawn) sum += one;
    EXPECT_NEAR(to_seconds(time.mean()), c.mean, 1e-6) << c.text;
    EXPECT_NEAR(sum / static_cast<double>(drawn.size()), c.mean, 0.02 * c.mean) << c.text;
    EXPECT_NEAR(drawn[drawn.size() / 2], c.median, 0.03 * c.median) << c.text;
    EXPECT_NEAR(drawn[drawn.size() * 9 / 10], c.p90, 0.03 * c.p90) << c.text;
  }
}

TEST(ThinkTime, OfAUsersTurnIsTheSameWhoeverAsks) {
  const ThinkTime time = ThinkTime::exponential(1s);
  EXPECT_EQ(time.draw(1, 2, 3), time.draw(1, 2, 3));
  EXPECT_NE(time.draw(1, 2, 3), time.draw(1, 2, 4));
  EXPECT_NE(time.draw(1, 2, 3), time.draw(1, 3, 2));
  EXPECT_NE(time.draw(1, 2, 3), time.draw(2, 2, 3));
}

TEST(ReconnectPolicy, IsReadAndWritten) {
  for (const char* text : {"none", "storm", "backoff(1s,30s)", "backoff(250ms,2m30s)"})
    EXPECT_EQ(ReconnectPolicy::parse(text)->text(), text);
  EXPECT_EQ(ReconnectPolicy::parse("backoff")->text(), "backoff(1s,30s)");
  for (const char* wrong : {"", "always", "backoff(", "backoff()", "backoff(1s)", "backoff(2s,1s)", "backoff(0,1s)",
                            "storm(1s,2s)", "backoff(1s,2s"})
    EXPECT_FALSE(ReconnectPolicy::parse(wrong)) << wrong;
}

TEST(ReconnectPolicy, BacksOffTwiceAsLongEachTimeUpToTheLongest) {
  const ReconnectPolicy policy = *ReconnectPolicy::parse("backoff(1s,5s)");
  const Nanos most[] = {1s, 2s, 4s, 5s, 5s};
  for (unsigned attempt = 0; attempt < 5; ++attempt) {
    EXPECT_EQ(policy.wait(attempt, 0), most[attempt] / 2);
    EXPECT_NEAR(to_seconds(policy.wait(attempt, UINT64_MAX)), to_seconds(most[attempt]), 1e-6);
  }
  EXPECT_EQ(policy.wait(1'000'000, 0), 2500ms);
  const ReconnectPolicy storm = *ReconnectPolicy::parse("storm");
  EXPECT_EQ(storm.wait(0, 99), 0s);
  EXPECT_EQ(storm.wait(1, 99), 1s);
  EXPECT_EQ(storm.wait(7, 3), 1s);
}

}  // namespace
}  // namespace loadtest
