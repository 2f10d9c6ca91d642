#include "observe/cgroup.h"

#include <gmock/gmock.h>

namespace loadtest {
namespace {

using testing::ElementsAre;

TEST(Cgroups, AreFoundWithThoseAboveThem) {
  const CgroupFolders two = parse_cgroups("0::/user.slice/session-3.scope\n");
  EXPECT_THAT(two.unified, ElementsAre("/sys/fs/cgroup/user.slice/session-3.scope/", "/sys/fs/cgroup/user.slice/",
                                       "/sys/fs/cgroup/"));
  EXPECT_TRUE(two.cpu.empty() && two.memory.empty());

  const CgroupFolders one = parse_cgroups(
      "9:name=systemd:/\n"
      "4:memory:/docker/7a33\n"
      "2:cpu,cpuacct:/\n"
      "strange\n");
  EXPECT_TRUE(one.unified.empty());
  EXPECT_THAT(one.cpu, ElementsAre("/sys/fs/cgroup/cpu/"));
  EXPECT_THAT(one.memory, ElementsAre("/sys/fs/cgroup/memory/docker/7a33/", "/sys/fs/cgroup/memory/docker/",
                                      "/sys/fs/cgroup/memory/"));
}

TEST(CpuMax, IsCores) {
  const auto half = parse_cpu_max("50000 100000\n");
  ASSERT_TRUE(half && half->cpus);
  EXPECT_DOUBLE_EQ(*half->cpus, 0.5);
  EXPECT_DOUBLE_EQ(half->period, 0.1);
  const auto none = parse_cpu_max("max 100000\n");
  ASSERT_TRUE(none);
  EXPECT_FALSE(none->cpus);
  EXPECT_FALSE(parse_cpu_max("max"));
}

TEST(Throttling, IsReadOfBothVersions) {
  std::optional<HostReading::Throttled> sum;
  add_throttled("usage_usec 100\nuser_usec 60\nsystem_usec 40\n", 0.1, sum);
  EXPECT_FALSE(sum) << "of a cgroup without the controller";
  add_throttled("usage_usec 5066013\nnr_periods 52\nnr_throttled 50\nthrottled_usec 4901234\n", 0.1, sum);
  ASSERT_TRUE(sum);
  EXPECT_NEAR(sum->time, 4.901234, 1e-9);
  EXPECT_NEAR(sum->periods, 5.0, 1e-9);
  add_throttled("nr_periods 52\nnr_throttled 10\nthrottled_time 1000000000\nwait_sum 5\n", 0.05, sum);
  EXPECT_NEAR(sum->time, 5.901234, 1e-9);
  EXPECT_NEAR(sum->periods, 5.5, 1e-9);
}

}  // namespace
}  // namespace loadtest
