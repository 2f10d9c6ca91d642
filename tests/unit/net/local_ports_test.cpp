#include "net/local_ports.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace loadtest;
using namespace loadtest::net;
using ::testing::AllOf;
using ::testing::HasSubstr;

namespace {

TEST(QuickSources, AreAsManyAsKeepEachPairUnderTwelveThousand) {
  const struct {
    std::uint64_t connections, targets, sources;
  } cases[] = {
      {1, 1, 1},       {12'000, 1, 1},   // one is enough
      {12'001, 1, 2},  {19'000, 1, 2},   //
      {24'000, 2, 1},  {24'001, 2, 2},   // targets share the load
      {100'000, 1, 9}, {100'000, 3, 3},  //
  };
  for (const auto& [connections, targets, sources] : cases)
    EXPECT_EQ(quick_sources(connections, targets), sources) << connections << " to " << targets;
}

TEST(CheckPorts, CountsThoseOfEachPairOfAddresses) {
  const PortRange range{1000, 1099};
  EXPECT_TRUE(check_ports(100, 1, 1, range));
  EXPECT_TRUE(check_ports(100, 1, 0, range));  // the kernel's choice is one
  EXPECT_TRUE(check_ports(200, 2, 1, range));
  EXPECT_TRUE(check_ports(600, 2, 3, range));
  EXPECT_FALSE(check_ports(601, 2, 3, range));
  const auto none = check_ports(1'001, 1, 1, range);
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().kind, ErrorKind::config);
  EXPECT_THAT(none.error().line(),
              AllOf(HasSubstr("1,001 connections"), HasSubstr("has 100 "), HasSubstr("ip_local_port_range"),
                    HasSubstr("11 addresses or more (--source-ip)")));
}

TEST(PortRange, OfThisMachineIsRead) {
  const PortRange range = local_port_range();
  EXPECT_GT(range.first, 0u);
  EXPECT_LE(range.last, 65'535u);
  EXPECT_GT(range.count(), 0u);
}

}  // namespace
