#include <gtest/gtest.h>

#include "unit/engine/run_fake.h"

namespace loadtest {
namespace {

TEST(Progress, ShowsEachWholeSecondOnceAndTheLastOnesToo) {
  FakeTarget target;
  FakeRun run(target, closed(4, 1600ms, 20ms), 2);
  std::vector<Interval> shown;
  run.at_progress = [&](const Progress& progress) {
    const auto& fresh = progress.tracks.front().fresh;
    shown.insert(shown.end(), fresh.begin(), fresh.end());
  };
  const TrackResult& track = run.run();
  ASSERT_EQ(shown.size(), track.intervals.size());
  std::uint64_t started = 0;
  for (std::size_t i = 0; i < shown.size(); ++i) {
    EXPECT_EQ(shown[i].from, track.intervals[i].from);
    started += shown[i].operations.at(0).started;
  }
  EXPECT_GT(started, 0u);
  EXPECT_EQ(started, track.total.at(0).tally.started);
}

}  // namespace
}  // namespace loadtest
