#include "report/live_line.h"

#include <gmock/gmock.h>

#include "report/layout.h"

namespace loadtest {
namespace {

using namespace std::chrono_literals;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

LiveState a_state(Nanos elapsed) {
  LiveTrack track{.name = "ws",
                  .users = 100,
                  .users_asked = 100,
                  .rate_per_s = 61.2,
                  .p50_ms = 412,
                  .p95_ms = 1210,
                  .ok = 1234,
                  .failed = 2};
  return {.elapsed = elapsed, .planned = 60s, .phase = {}, .tracks = {track}};
}

class Live : public ::testing::Test {
 protected:
  LiveDisplay display(LiveDisplay::Style style) {
    return LiveDisplay([this](std::string_view text) { shown_ += text; }, style);
  }
  std::string take() { return std::exchange(shown_, {}); }
  std::string shown_;
};

TEST_F(Live, IsAPlainLineEveryTenSecondsWithoutATerminal) {
  LiveDisplay live = display({});
  const TimePoint begin{};
  live.show(a_state(1s), {80}, begin);
  EXPECT_EQ(take(), "0:01 of 1:00  ws: 100/100 users, 61.2/s, p50 412 ms, p95 1.21 s, 1,234 ok, 2 failed, 0 dropped\n");
  live.show(a_state(10s), {80}, begin + 9999ms);
  EXPECT_EQ(take(), "");
  live.show(a_state(11s), {80}, begin + 10s);
  EXPECT_THAT(take(), StartsWith("0:11 of 1:00  ws"));
  live.clear({200});
  EXPECT_EQ(take(), "") << "nothing to take away";
}

TEST_F(Live, CountsDownToAStartThatWasGiven) {
  LiveDisplay live = display({});
  LiveState state = a_state(-12s);
  state.starts_in = 11200ms;
  live.show(state, {80}, {});
  EXPECT_THAT(take(), StartsWith("0:00 of 1:00 waits for its start in 0:12  ws"));
}

TEST_F(Live, RedrawsOneBlockInPlaceOnATerminal) {
  LiveDisplay live = display({.terminal = true});
  live.show(a_state(1s), {200}, {});
  const std::string first = take();
  EXPECT_THAT(first, StartsWith("\x1b[?25l"));
  EXPECT_THAT(first, EndsWith("\x1b[?25h")) << "the cursor is hidden only while the block is drawn";
  EXPECT_THAT(first, HasSubstr("ws  100/100 users     61.2/s  p50  412 ms  p95  1.21 s      1,234 ok  2 failed"));
  live.show(a_state(2s), {200}, {});
  const std::string second = take();
  EXPECT_THAT(second, StartsWith("\x1b[?25l\r\x1b[2A")) << "up over both lines";
  live.clear({200});
  EXPECT_EQ(take(), "\r\x1b[A\x1b[2K\x1b[A\x1b[2K") << "the block is gone";
  live.clear({200});
  EXPECT_EQ(take(), "") << "clearing twice does no harm";
}

TEST_F(Live, CutsItsLinesToTheTerminal) {
  for (const std::size_t columns : {0u, 1u, 20u, 79u}) {
    LiveDisplay live = display({.terminal = true});
    live.show(a_state(30s), {columns}, {});
    std::string text = take();
    for (const char* code : {"\x1b[?25l", "\x1b[?25h", "\x1b[K", "\x1b[J"})
      for (std::size_t at; (at = text.find(code)) != std::string::npos;) text.erase(at, std::string_view(code).size());
    for (std::size_t at = 0, end; (end = text.find('\n', at)) != std::string::npos; at = end + 1)
      EXPECT_LT(width_of(text.substr(at, end - at)), std::max<std::size_t>(columns, 2)) << columns;
  }
}

TEST_F(Live, LeavesOutWhatMattersLeastWhereThereIsLittleRoom) {
  const struct {
    std::size_t columns;
    const char* says;
  } cases[] = {{90, "ws  100/100 users     61.2/s  p50  412 ms  p95  1.21 s      1,234 ok  2 failed"},
               {70, "ws  100/100 users     61.2/s  p50  412 ms  p95  1.21 s  2 failed"},
               {60, "ws  100/100 users     61.2/s  p95  1.21 s  2 failed"},
               {40, "ws  61.2/s  p95  1.21 s  2 failed"},
               {20, "ws  2 failed"}};
  for (const auto& c : cases) {
    display({.terminal = true}).show(a_state(30s), {c.columns}, {});
    EXPECT_THAT(take(), HasSubstr(std::string("\n") + c.says + "\x1b[K\n")) << c.columns;
  }
}

// What terminals do with a line that no longer fits: it is broken, and the cursor moves down with what is below.
TEST_F(Live, GoesUpOverTheRowsThatANarrowerTerminalMadeOfItsLines) {
  LiveDisplay live = display({.terminal = true});
  live.show(a_state(30s), {100}, {});  // lines of 44 and 78 columns
  take();
  live.show(a_state(31s), {40}, {});
  EXPECT_THAT(take(), StartsWith("\x1b[?25l\r\x1b[4A"));
  live.show(a_state(32s), {100}, {});
  EXPECT_THAT(take(), StartsWith("\x1b[?25l\r\x1b[2A"));
}

TEST_F(Live, IsNeverHigherThanTheTerminal) {
  LiveState state = a_state(30s);
  state.tracks.resize(30, state.tracks[0]);
  LiveDisplay live = display({.terminal = true});
  live.show(state, {80, 10}, {});
  const std::string block = take();
  EXPECT_EQ(std::count(block.begin(), block.end(), '\n'), 9);
  EXPECT_THAT(block, HasSubstr("and 23 more tracks"));
}

TEST_F(Live, SaysWhatItWaitsFor) {
  const struct {
    Nanos elapsed;
    const char* says;
  } cases[] = {
      {-2s, "0:00 of 1:00 connecting"}, {60s, "1:00 of 1:00 waiting for the last answers"}, {30s, "0:30 of 1:00  ws"}};
  for (const auto& c : cases) {
    LiveDisplay live = display({});
    live.show(a_state(c.elapsed), {80}, {});
    EXPECT_THAT(take(), HasSubstr(c.says));
  }
}

TEST_F(Live, NamesThePhaseWhileThereIsNothingMorePressing) {
  const struct {
    Nanos elapsed;
    const char *terminal, *plain;
  } cases[] = {{30s, "─  ws alone\x1b[K", "0:30 of 1:00 ws alone  ws: "},
               {-2s, "─  connecting\x1b[K", "0:00 of 1:00 connecting  ws: "},
               {60s, "━  waiting for the last answers\x1b[K", "1:00 of 1:00 waiting for the last answers  ws: "}};
  for (const auto& c : cases) {
    LiveState state = a_state(c.elapsed);
    state.phase = "ws alone";
    display({.terminal = true}).show(state, {200}, {});
    EXPECT_THAT(take(), HasSubstr(c.terminal));
    display({}).show(state, {200}, {});
    EXPECT_THAT(take(), StartsWith(c.plain));
  }
}

TEST_F(Live, ShowsNoFiguresBeforeTheFirstAnswer) {
  LiveDisplay live = display({});
  LiveState state = a_state(0s);
  state.tracks[0].p50_ms = state.tracks[0].p95_ms = std::nullopt;
  live.show(state, {80}, {});
  EXPECT_THAT(take(), HasSubstr("p50 –, p95 –"));
}

TEST_F(Live, IsAsciiWhereTheTerminalIs) {
  LiveDisplay live = display({.terminal = true, .unicode = false});
  live.show(a_state(30s), {100}, {});
  for (const char c : take()) ASSERT_LT(static_cast<unsigned char>(c), 0x80u);
}

}  // namespace
}  // namespace loadtest
