#include "load/stage.h"

#include <gtest/gtest.h>

#include "load/load_profile.h"

namespace loadtest {
namespace {

using namespace std::chrono_literals;

TEST(Stage, IsReadAsItIsTyped) {
  const struct {
    const char* text;
    Nanos duration;
    double target;
    bool per_time;
  } cases[] = {{"30s:100", 30s, 100, false},  {"0:20", 0s, 20, false},       {"1m30s:0", 90s, 0, false},
               {"2m:200/s", 2min, 200, true}, {"10:6000/m", 10s, 100, true}, {"5s:0/s", 5s, 0, true}};
  for (const auto& c : cases) {
    const auto typed = parse_stage(c.text);
    ASSERT_TRUE(typed) << c.text;
    EXPECT_EQ(typed->stage.duration, c.duration) << c.text;
    EXPECT_DOUBLE_EQ(typed->stage.target, c.target) << c.text;
    EXPECT_EQ(typed->per_time, c.per_time) << c.text;
  }
  for (const char* wrong :
       {"", "30s", ":", "30s:", ":100", "30s:-1", "30s:1.5", "30s:1000001", "x:5", "30s:5/d", "5:10s"})
    EXPECT_FALSE(parse_stage(wrong)) << wrong;
}

TEST(Stage, OfACurveTellsItsValues) {
  const std::vector<Stage> stages{{10s, 100}, {10s, 100}, {0s, 20}, {20s, 0}};
  EXPECT_EQ(length_of(stages), 40s);
  EXPECT_EQ(peak_of(50, stages), 100);
  const std::pair<Nanos, double> values[] = {{-1s, 50}, {0s, 50},  {5s, 75}, {10s, 100}, {19s, 100},
                                             {20s, 20}, {30s, 10}, {40s, 0}, {99s, 0}};
  for (const auto& [at, value] : values) EXPECT_DOUBLE_EQ(value_at(50, stages, at), value) << to_seconds(at);
  EXPECT_FALSE(constant_from(50, stages, 10s));
  EXPECT_TRUE(constant_from(50, stages, 40s));
  EXPECT_EQ(text_of(stages, false), "10s:100, 10s:100, 0s:20, 20s:0");
}

LoadProfile staged(std::uint32_t start, std::vector<Stage> stages) {
  LoadProfile profile;
  profile.model = ClosedModel{ThinkTime(1s), start, std::move(stages)};
  profile.follow_stages();
  return profile;
}

TEST(LoadProfile, FollowsItsStages) {
  LoadProfile profile = staged(5, {{10s, 200}, {20s, 200}, {10s, 0}});
  EXPECT_EQ(profile.users, 200u);
  EXPECT_EQ(profile.end(), 40s);
  EXPECT_TRUE(profile.validate().empty());
  EXPECT_EQ(profile.users_at(-1s), 5u);
  EXPECT_EQ(profile.users_at(15s), 200u);
  EXPECT_EQ(profile.users_at(35s), 100u);
  profile.warm_up = 10s;  // their opening part
  profile.follow_stages();
  EXPECT_EQ(profile.duration, 30s);
  profile.warm_up = 40s;
  profile.follow_stages();
  EXPECT_EQ(profile.validate().size(), 1u);
  EXPECT_EQ(staged(0, {{0s, 50}}).validate().size(), 1u) << "jumps alone last no time";
  EXPECT_EQ(staged(0, {{10s, 0}}).validate().size(), 1u) << "nobody ever comes";
}

TEST(LoadProfile, IsSteadyWhereTheLoadStaysTheSameFromTheFirstQuarterOn) {
  EXPECT_TRUE(staged(0, {{10s, 100}, {30s, 100}}).steady());
  EXPECT_FALSE(staged(0, {{11s, 100}, {29s, 100}}).steady());
  EXPECT_FALSE(staged(100, {{30s, 100}, {10s, 0}}).steady());
  EXPECT_FALSE(staged(100, {{20s, 100}, {0s, 300}, {1s, 300}, {0s, 100}, {20s, 100}}).steady()) << "a spike";
  LoadProfile ramped;
  ramped.duration = 10s;
  ramped.ramp_up = 6s;
  ramped.model = constant_rate(100, 6s, 10s, Arrival::regular);
  EXPECT_TRUE(ramped.steady());
}

}  // namespace
}  // namespace loadtest
