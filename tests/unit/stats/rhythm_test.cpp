#include "stats/rhythm.h"

#include <gtest/gtest.h>

namespace loadtest {
namespace {

using namespace std::chrono_literals;

TEST(WithOmittedSends, AddsTheSendsThatAStallSwallowed) {
  Histogram recorded;
  recorded.record(1ms, 99);
  recorded.record(1s);  // ten sends a second were meant: nine are missing, 900, 800 … 100 ms
  const Histogram corrected = with_omitted_sends(recorded, 100ms);
  EXPECT_EQ(corrected.count(), 109u);
  EXPECT_NEAR(to_millis(corrected.percentile(104.0 / 109)), 500, 1);
  EXPECT_EQ(with_omitted_sends(recorded, 0ns).count(), 100u);
}

TEST(InRhythm, IsOfTheClosedModelAndOfWhatItsUsersStart) {
  Histogram response;
  response.record(20ms, 99);
  response.record(1s);
  TrackResult track;
  track.think_time = 80ms;  // so that the rhythm is 100 ms
  const OperationSpec chat{.name = "chat"}, ping{.name = "ping", .weight = 0};
  const OperationSpec query{.name = "query", .weight = 0, .sum = true};
  ASSERT_TRUE(in_rhythm(track, chat, response).has_value());
  EXPECT_EQ(in_rhythm(track, chat, response)->count(), 109u);
  EXPECT_EQ(in_rhythm(track, query, response)->count(), 109u) << "the sum of what they start";
  EXPECT_FALSE(in_rhythm(track, ping, response).has_value());
  EXPECT_EQ(in_rhythm(track, chat, Histogram())->count(), 0u);
  track.open_model = true;
  EXPECT_FALSE(in_rhythm(track, chat, response).has_value());
}

}  // namespace
}  // namespace loadtest
