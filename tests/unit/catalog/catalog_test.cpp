#include "workloads/catalog.h"

#include <gtest/gtest.h>

namespace loadtest {
namespace {

TEST(Catalog, KnowsEveryFolderOfWorkloadsAndOneAddedFromElsewhere) {
  std::vector<std::string_view> names;
  for (const WorkloadType* type : workload_catalog()) names.push_back(type->name);
  EXPECT_EQ(names, (std::vector<std::string_view>{"db", "ws", "fake"}));
}

}  // namespace
}  // namespace loadtest
