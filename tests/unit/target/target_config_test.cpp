#include "target/target_config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace loadtest::target {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

TEST(TargetConfig, TheDefaultsOfTheOptionTableAreThoseOfTheStruct) {
  Settings settings;
  for (const OptionSpec& option : target_options()) {
    if (!option.fallback.starts_with('(')) settings.add(option.name, std::string(option.fallback));
  }
  Problems problems;
  const TargetConfig read = read_target_config(settings, problems);
  EXPECT_TRUE(problems.empty());
  const TargetConfig expected;
  EXPECT_EQ(read.bind, expected.bind);
  EXPECT_EQ(read.port, expected.port);
  EXPECT_EQ(read.processes, expected.processes);
  EXPECT_EQ(read.base_path, expected.base_path);
  EXPECT_EQ(read.ping_every, expected.ping_every);
  EXPECT_EQ(read.pong_timeout, expected.pong_timeout);
  EXPECT_EQ(read.pieces, expected.pieces);
  EXPECT_EQ(read.piece_gap, expected.piece_gap);
  EXPECT_EQ(read.faults.latency, expected.faults.latency);
}

TEST(TargetConfig, ReadsEveryKindOfValue) {
  Settings settings;
  settings.add("port", "8001");
  settings.add("latency", "200ms");
  settings.add("capacity", "300/m");
  settings.add("error-share", "5%");
  settings.add("drop-share", "0.25");
  settings.add("rate-limit", "100/m");
  settings.add("stall-every", "10s");
  settings.add("stall-for", "2s");
  Problems problems;
  const TargetConfig config = read_target_config(settings, problems);
  EXPECT_TRUE(problems.empty());
  EXPECT_EQ(config.port, 8001);
  EXPECT_EQ(config.faults.latency, 200ms);
  EXPECT_DOUBLE_EQ(config.faults.capacity_per_s, 5);
  EXPECT_DOUBLE_EQ(config.faults.error_share, 0.05);
  EXPECT_DOUBLE_EQ(config.faults.drop_share, 0.25);
  EXPECT_EQ(config.rate_limit.limit, 100u);
  EXPECT_EQ(config.rate_limit.window, 60s);
  EXPECT_EQ(config.faults.stall_every, 10s);
}

TEST(TargetConfig, TellsEveryProblemAtOnce) {
  Settings settings;
  settings.add("port", "70000");
  settings.add("latency", "soon");
  settings.add("error-share", "2");
  settings.add("rate-limit", "100");
  settings.add("stall-every", "10s");
  settings.add("bind", "localhost:1");
  settings.add("base-path", "api");
  settings.add("late-share", "10%");
  Problems problems;
  read_target_config(settings, problems);
  std::string all;
  for (const Error& problem : problems) {
    EXPECT_EQ(problem.kind, ErrorKind::usage);
    all += problem.line() + "\n";
  }
  for (const char* name :
       {"--port", "--latency", "--error-share", "--rate-limit", "--stall-for", "--bind", "--base-path", "--late-by"}) {
    EXPECT_THAT(all, HasSubstr(name));
  }
}

TEST(TargetConfig, SharesOverOneTogetherAreAProblem) {
  Settings settings;
  settings.add("error-share", "60%");
  settings.add("drop-share", "60%");
  Problems problems;
  read_target_config(settings, problems);
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_THAT(problems[0].message, HasSubstr("over 1 together"));
}

}  // namespace
}  // namespace loadtest::target
