#include "judge/interference.h"

#include <gmock/gmock.h>

#include "unit/judge/a_run_in_phases.h"

namespace loadtest {
namespace {

using namespace testing;
using ::testing::DoubleNear;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Optional;

std::vector<std::string> names(const RunResult& run) {
  std::vector<std::string> found;
  for (const Interference& one : find_interference(run)) found.push_back(one.operation);
  return found;
}

TEST(Interference, HoldsEachTracksOwnPhaseAgainstTheCommonOne) {
  RunResult run = a_run_in_phases();
  add_ok(run, 0, ws_alone, chat_id, 40ms, 200);
  add_ok(run, 0, together, chat_id, 180ms, 400);
  add_ok(run, 1, db_alone, query_id, 4ms, 2000);
  add_ok(run, 1, together, query_id, 2ms, 3000);
  for (const std::size_t phase : {ws_alone, db_alone, together})
    run.phases[phase].lag.record(std::chrono::microseconds(100) * (phase + 1), 100);
  const auto found = find_interference(run);
  ASSERT_EQ(found.size(), 3u);
  const Interference& chat = found[0];
  EXPECT_EQ(chat.operation, "chat");
  EXPECT_EQ(chat.track, 0u);
  EXPECT_EQ(chat.index, chat_id);
  EXPECT_EQ(chat.alone.count, 200u);
  EXPECT_EQ(chat.together.count, 400u);
  EXPECT_THAT(chat.alone.p95_ms, Optional(DoubleNear(40, 0.1)));
  EXPECT_THAT(chat.together.p95_ms, Optional(DoubleNear(180, 0.2)));
  EXPECT_THAT(chat.ratio, Optional(DoubleNear(4.5, 0.01)));
  EXPECT_NEAR(chat.alone.lag_p99_ms.value(), 0.1, 0.001);
  EXPECT_NEAR(chat.together.lag_p99_ms.value(), 0.3, 0.001);
  EXPECT_THAT(found[1].ratio, Optional(DoubleNear(0.5, 0.01)));
  EXPECT_NEAR(found[1].alone.lag_p99_ms.value(), 0.2, 0.001) << "of the phase in which this track was alone";
}

TEST(Interference, NamesWhatTheLoadConsistsOfAndItsSum) {
  EXPECT_THAT(names(a_run_in_phases()), ElementsAre("chat", "query", "profile")) << "no connect, ping or acquire";
}

TEST(Interference, PutsTheTrackInFrontWhereTwoHaveAnOperationOfOneName) {
  RunResult run = a_run_in_phases();
  run.tracks[1].operations[profile_id].name = "chat";
  EXPECT_THAT(names(run), ElementsAre("ws.chat", "query", "db.chat"));
  run.tracks[1].operations[profile_id].name = "ping";
  EXPECT_THAT(names(run), ElementsAre("chat", "query", "ping")) << "the ping of ws is not compared";
}

TEST(Interference, TakesNoRatioOfTooFewSamples) {
  const struct {
    std::uint64_t alone, together;
    bool compared;
  } cases[] = {{100, 100, true}, {99, 100, false}, {100, 99, false}, {0, 100, false}, {0, 0, false}};
  for (const auto& c : cases) {
    RunResult run = a_run_in_phases();
    if (c.alone > 0) add_ok(run, 0, ws_alone, chat_id, 40ms, c.alone);
    if (c.together > 0) add_ok(run, 0, together, chat_id, 80ms, c.together);
    const Interference chat = find_interference(run).at(0);
    EXPECT_EQ(chat.ratio.has_value(), c.compared) << c.alone << " and " << c.together;
    EXPECT_EQ(chat.alone.p95_ms.has_value(), c.alone > 0) << "no figure rather than 0 ms";
  }
}

TEST(Interference, LeavesTheSettlingTimeOut) {
  RunResult run = a_run_in_phases();
  add_ok(run, 0, ws_alone, chat_id, 40ms, 200);
  add_ok(run, 0, together, chat_id, 40ms, 200);
  run.tracks[0].phases[together][chat_id].response.record(9s, 100);
  EXPECT_THAT(find_interference(run).at(0).ratio, Optional(DoubleNear(1, 0.001)));
}

TEST(Interference, AddsUpSeveralPhasesOfOneKind) {
  RunResult run = a_run_in_phases();
  run.phases[db_alone].active = {true, false};
  run.phases[together].active.clear();  // all
  add_ok(run, 0, ws_alone, chat_id, 40ms, 60);
  add_ok(run, 0, db_alone, chat_id, 40ms, 60);
  add_ok(run, 0, together, chat_id, 40ms, 100);
  const auto found = find_interference(run);
  ASSERT_EQ(found.size(), 1u) << "db never ran alone";
  EXPECT_EQ(found[0].alone.count, 120u);
}

TEST(Interference, IsNoneWithoutPhasesToCompare) {
  RunResult run = a_run_in_phases();
  run.phases.pop_back();
  EXPECT_THAT(find_interference(run), IsEmpty()) << "never together";
  run = a_run_in_phases();
  run.phases = {run.phases[together]};
  EXPECT_THAT(find_interference(run), IsEmpty()) << "never alone";
  run = a_good_run();
  run.phases = {{"run", 0s, 20s}};
  EXPECT_THAT(find_interference(run), IsEmpty()) << "one track has nobody to disturb it";
}

}  // namespace
}  // namespace loadtest
