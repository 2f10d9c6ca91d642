// What the page of an hour's run weighs, and that of a run of many operations.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>

#include "core/random.h"
#include "page/embedded_result.h"
#include "page/html_report.h"
#include "unit/report/a_report.h"

namespace loadtest {
namespace {

using namespace std::chrono_literals;

/// A run with so many operations, answers of which spread over three decades with a long tail.
Report a_run(int seconds, std::size_t operations, std::uint64_t samples_each) {
  Random random(3);
  Report report = testing::a_report();
  TrackResult& track = report.result.tracks[0];
  report.result.measured = 1s * seconds;
  track.operations.clear();
  for (std::size_t i = 0; i < operations; ++i) track.operations.push_back({.name = fmt::format("operation_{}", i)});
  track.total.assign(operations, {});
  IntervalSeries series;
  std::vector<std::vector<IntervalOperation>> made;
  for (int n = 0; n < 16; ++n) {
    std::vector<IntervalOperation>& second = made.emplace_back(operations);
    for (std::size_t i = 0; i < operations; ++i) {
      IntervalHistogram times;
      for (std::uint64_t k = 0; k < samples_each; ++k) {
        const Nanos took(static_cast<std::int64_t>(1e6 * std::exp(random.exponential(1.5))));
        times.record(took);
        for (Histogram* of : {&track.total[i].response, &track.total[i].service}) of->record(took);
      }
      second[i] = {.started = samples_each + 1,
                   .ok = samples_each,
                   .failed = 1,
                   .dropped = 0,
                   .response = SparseHistogram(times)};
    }
  }
  for (int second = 0; second < seconds; ++second)
    series.add({.from = second * 1s, .length = 1s, .users = 50, .operations = made[random.next() % made.size()]});
  track.intervals = series.take();
  return report;
}

TEST(APage, OfAnHourIsUnderAMegabyte) {
  const Report hour = a_run(3600, 4, 300);
  const std::string page = html_report(hour);
  EXPECT_EQ(hour.result.tracks[0].intervals.size(), 1800u);
  EXPECT_LT(page.size(), 1'000'000u);
  RecordProperty("bytes", fmt::format("{}", page.size()));
}

/// Both halves for an hour: each alone, then together, with totals of each phase.
Report both_halves() {
  Report report = a_run(3600, 5, 200);
  RunResult& run = report.result;
  run.tracks.push_back(a_run(3600, 13, 200).result.tracks[0]);
  run.phases = {{"ws alone", 0s, 990s, 100s, {true, false}},
                {"db alone", 990s, 1980s, 100s, {false, true}},
                {"together", 1980s, 3600s, 100s, {true, true}, true}};
  for (std::size_t i = 0; i < 2; ++i) {
    TrackResult& track = run.tracks[i];
    for (const PhaseSpan& phase : run.phases)
      track.phases.push_back(phase.has(i) ? track.total : TrackTotals(track.total.size()));
    track.settled = track.phases;
  }
  report.scenario.push_back({"db", "db", {}, {}});
  run.tracks[1].name = run.tracks[1].workload = "db";
  return report;
}

TEST(APage, OfBothHalvesForAnHourIsUnderAMegabyte) {
  const std::string page = html_report(both_halves());
  EXPECT_LT(page.size(), 1'000'000u);
  // Times as wide as these make totals that do not fit; then that is said, and the charts stay.
  EXPECT_EQ(page.find("id=\"loadtest-result\""), std::string::npos);
  EXPECT_NE(page.find("too large to be within this page"), std::string::npos);
  RecordProperty("bytes", fmt::format("{}", page.size()));
}

TEST(APage, OfAMinuteWithTwentyOperationsIsUnderAMegabyte) {
  const std::string page = html_report(a_run(60, 20, 50));
  EXPECT_LT(page.size(), 1'000'000u);
  RecordProperty("bytes", fmt::format("{}", page.size()));
}

TEST(EmbeddedResult, KeepsAllCountsWhereIntervalsAreMerged) {
  const Report run = a_run(240, 2, 100);
  const std::string whole = embedded_result(run), small = embedded_result(run, whole.size() / 3);
  EXPECT_LT(small.size(), whole.size() / 2);
  const auto count = [](const std::string& json, std::string_view what) {
    std::size_t n = 0;
    for (std::size_t at = json.find(what); at != std::string::npos; at = json.find(what, at + 1)) ++n;
    return n;
  };
  EXPECT_EQ(count(whole, "\"length_s\": 1,"), 240u);
  EXPECT_EQ(count(small, "\"length_s\": 1,"), 0u);
  EXPECT_EQ(whole.substr(0, whole.find("\"intervals\"")), small.substr(0, small.find("\"intervals\"")))
      << "totals stay";
}

}  // namespace
}  // namespace loadtest
