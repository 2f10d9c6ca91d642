#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "history/history.h"
#include "history/history_outputs.h"
#include "history/trend_words.h"

namespace loadtest {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::SizeIs;

HistoryEntry night(int day, double p95, const std::string& load = "ws: users 20") {
  HistoryEntry entry;
  entry.file = "night-" + std::to_string(day) + ".json";
  entry.id = entry.file;
  entry.name = "nightly";
  entry.labels = {{"branch", "main"}};
  entry.started_at = Instant(1'767'323'045s + day * 24h);
  entry.load = load;
  entry.verdict = VerdictStatus::pass;
  entry.values = {{"ws.chat p95", "ms", p95}, {"ws.chat success", "share", 1.0}};
  return entry;
}

// Twenty nights, 15 % slower from the thirteenth on.
std::vector<HistoryEntry> twenty_nights() {
  std::vector<HistoryEntry> nights;
  for (int day = 0; day < 20; ++day) nights.push_back(night(day, (20 + day % 3 * 0.2) * (day < 12 ? 1 : 1.15)));
  return nights;
}

TEST(GroupEntries, FindsTheFirstRunThatChanged) {
  auto nights = twenty_nights();
  std::swap(nights[2], nights[17]);  // whatever the order of files
  const auto groups = group_entries(nights, {});
  ASSERT_THAT(groups, SizeIs(1));
  const HistoryTrend& p95 = groups[0].trends[0];
  ASSERT_TRUE(p95.changed);
  EXPECT_EQ(groups[0].runs[p95.change->first].file, "night-12.json");
  EXPECT_THAT(change_words(p95, groups[0]), HasSubstr("rose by 15 % with night-12.json"));
  EXPECT_FALSE(groups[0].trends[1].changed) << "success was the same all the time";
}

TEST(GroupEntries, WhatProvesNothingChangesNothing) {
  auto nights = twenty_nights();
  for (HistoryEntry& one : nights)
    if (one.values[0].value > 22) one.doubt = "its generator was not trustworthy";
  EXPECT_FALSE(group_entries(nights, {})[0].trends[0].changed);
}

TEST(GroupEntries, KeepsLoadsApartAndTheLastRunsOfEach) {
  auto nights = twenty_nights();
  nights.push_back(night(30, 5, "ws: users 9"));
  const auto groups = group_entries(nights, {.last = 10});
  ASSERT_THAT(groups, SizeIs(2));
  EXPECT_EQ(groups[0].load, "ws: users 9") << "that of the newest run first";
  EXPECT_THAT(groups[1].runs, SizeIs(10));
  EXPECT_EQ(groups[1].older, 10u);
  EXPECT_THAT(runs_words(groups[1]), HasSubstr("10 older left out"));
}

TEST(GroupEntries, NameAndLabelsPickRuns) {
  auto nights = twenty_nights();
  nights[3].name = "other";
  nights[4].labels = {{"branch", "x"}};
  EXPECT_THAT(group_entries(nights, {.name = "nightly"})[0].runs, SizeIs(19));
  EXPECT_THAT(group_entries(nights, {.labels = {{"branch", "main"}}})[0].runs, SizeIs(19));
  EXPECT_THAT(group_entries(nights, {.name = "none"}), SizeIs(0));
}

TEST(Sparkline, DrawsSmallDifferencesFlat) {
  EXPECT_EQ(sparkline({1.0, 2.0, std::nullopt, 3.0}, 10, true), "▁▅ █") << "a gap is a blank";
  EXPECT_EQ(sparkline({1.0, 2.0, 3.0}, 2, false), "_#") << "the last two";
  EXPECT_EQ(sparkline({100.0, 100.1, 100.0}, 9, true), "▁▁▁");
  EXPECT_EQ(sparkline({0.0, 0.0}, 9, true), "▁▁");
}

TEST(HistoryOutputs, AreInertToHostileNames) {
  auto nights = twenty_nights();
  for (HistoryEntry& one : nights) {
    one.values[0].subject = "<script>alert(1)</script>|x";
    one.load = "ws: <img src=x>";
  }
  const History history{.folder = "nightly", .groups = group_entries(nights, {}), .remarks = {"<b>skipped</b>"}};
  const std::string page = history_page(history);
  EXPECT_THAT(page, Not(HasSubstr("<script>alert")));
  EXPECT_THAT(page, Not(HasSubstr("<img")));
  EXPECT_THAT(page, Not(HasSubstr("<b>skipped")));
  EXPECT_THAT(history_markdown(history), Not(HasSubstr("| <script>")));
  EXPECT_THAT(history_summary(history, {.columns = 40}), HasSubstr("rose by 15 %"));
}

}  // namespace
}  // namespace loadtest
