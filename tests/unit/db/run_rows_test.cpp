#include "workloads/db/run_rows.h"

#include <gmock/gmock.h>

#include <set>

namespace loadtest {
namespace {

using ::testing::MatchesRegex;

constexpr const char* a_run = "20261123-184200-0a1b2c";

TEST(RunRows, MakesUuidsOfVersion8) {
  const RunRows rows(a_run);
  for (const std::uint64_t number : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{1} << 40, UINT64_MAX}) {
    EXPECT_THAT(rows.message(number).data(),
                MatchesRegex("[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"));
  }
}

TEST(RunRows, NumbersThemInOrderBetweenFirstAndLast) {
  const RunRows rows(a_run);
  std::string before = rows.first();
  EXPECT_EQ(before, rows.message(0).data());
  EXPECT_THAT(before, MatchesRegex(".*-8000-000000000000"));
  for (const std::uint64_t number : {1ull, 15ull, 16ull, 1'000'000ull, 1ull << 48, (1ull << 62) - 2}) {
    const std::string id = rows.message(number).data();
    EXPECT_LT(before, id) << number;
    before = id;
  }
  EXPECT_LT(before, rows.last());
  EXPECT_THAT(rows.last(), MatchesRegex(".*-bfff-ffffffffffff"));
}

// A search makes many runs under one id, and removes the rows of all.
TEST(RunRows, GivesEachOfSeveralRunsOthersInTheSameRange) {
  RunRows rows(a_run);
  const std::string first = rows.first(), last = rows.last();
  std::set<std::string> ids;
  for (int run = 0; run < 300; ++run) {
    for (const std::uint64_t number : {0ull, 1ull, 1'000'000'000ull}) {
      const std::string id = rows.message(number).data();
      EXPECT_TRUE(ids.insert(id).second) << run << " " << number;
      EXPECT_LE(first, id);
      EXPECT_GE(last, id);
    }
    rows.begin_another();
    EXPECT_EQ(rows.first(), first);
    EXPECT_EQ(rows.last(), last);
  }
}

TEST(RunRows, SetsRunsApart) {
  std::set<std::string> firsts;
  for (int i = 0; i < 1000; ++i) firsts.insert(RunRows("20261123-184200-" + std::to_string(100000 + i)).first());
  EXPECT_EQ(firsts.size(), 1000u);
  // An id must be found again by a later version.
  EXPECT_EQ(RunRows(a_run).first(), RunRows(a_run).first());
}

TEST(RunId, HasOneForm) {
  const struct {
    const char* id;
    bool right;
  } cases[] = {
      {a_run, true},
      {"20261123-184200-0A1B2C", false},  // ours are in lower case
      {"20261123-184200-0a1b2", false},   // too short
      {"20261123-184200-0a1b2cd", false},
      {"20261123_184200_0a1b2c", false},
      {"2026112x-184200-0a1b2c", false},
      {"", false},
      {"latest", false},
  };
  for (const auto& c : cases) {
    const Status status = check_run_id(c.id);
    EXPECT_EQ(status.has_value(), c.right) << c.id;
    if (!status) {
      EXPECT_EQ(status.error().kind, ErrorKind::usage);
    }
  }
}

}  // namespace
}  // namespace loadtest
