#include "scenario/sweep.h"

#include <gmock/gmock.h>

#include "scenario/scenario.h"

namespace loadtest {
namespace {

using namespace std::chrono_literals;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

using What = Sweep::Axis::What;

Scenario a_swept_scenario(std::vector<Sweep::Axis> axes) {
  Scenario scenario;
  for (const char* name : {"ws", "db"}) {
    TrackSpec& track = scenario.tracks.emplace_back();
    track.name = track.workload = name;
    track.profile.users = 20;
    track.profile.duration = 60s;
  }
  scenario.tracks[1].options.set("pool-size", "20");
  scenario.sweep = Sweep{.axes = std::move(axes), .timing = {.duration = 6s}};
  return scenario;
}

Problems sweep_problems(const Scenario& scenario) {
  Problems problems;
  check_sweep(scenario, problems);
  return problems;
}

const Sweep::Axis users{What::users, "users", 0, "users", {20, 50}},
    pool{What::pool, "pool-size", 1, "pool-size", {5, 10}}, rate{What::rate, "db-rate", 1, "rate", {0, 100}};

TEST(Sweep, GoesThroughAllPairsOfAMatrix) {
  EXPECT_THAT(points_of(Sweep{{users}}), ElementsAre(ElementsAre(20), ElementsAre(50)));
  EXPECT_THAT(points_of(Sweep{{users, rate}}),
              ElementsAre(ElementsAre(20, 0), ElementsAre(20, 100), ElementsAre(50, 0), ElementsAre(50, 100)));
}

TEST(Sweep, SetsWhatItIsToldTo) {
  const Scenario run = at_point(a_swept_scenario({users, pool}), std::vector<double>{50, 5}, "x");
  EXPECT_EQ(run.tracks[0].profile.users, 50u);
  EXPECT_EQ(run.tracks[1].profile.users, 20u);
  EXPECT_EQ(run.tracks[1].options.get("pool-size"), "5");
  EXPECT_EQ(run.tracks[1].profile.duration, 6s);
  EXPECT_EQ(run.tracks[1].profile.warm_up, 100ms + 1500ms) << "2 ms a user, and a quarter of the run";
  EXPECT_EQ(run.phases.size(), 3u);
  for (const TrackSpec& track : run.tracks) EXPECT_THAT(track.profile.validate(), IsEmpty());
}

TEST(Sweep, LetsATrackOfNoRatePause) {
  const Scenario scenario = a_swept_scenario({users, rate});
  const Scenario idle = at_point(scenario, std::vector<double>{20, 0}, "x");
  EXPECT_TRUE(is_idle(idle, 1));
  EXPECT_FALSE(is_idle(idle, 0));
  const Scenario busy = at_point(scenario, std::vector<double>{20, 100}, "x");
  EXPECT_FALSE(is_idle(busy, 1));
  EXPECT_EQ(busy.tracks[1].profile.peak_rate_per_s(), 100);
}

TEST(Sweep, IsRefusedWhereItMakesNoSense) {
  EXPECT_THAT(sweep_problems(a_swept_scenario({users, rate})), IsEmpty());
  const auto told = [](Sweep::Axis axis, std::vector<double> values) {
    axis.values = std::move(values);
    return sweep_problems(a_swept_scenario({axis}));
  };
  const auto says = [](const char* what) { return Contains(Field(&Error::message, HasSubstr(what))); };
  EXPECT_THAT(told(users, {5}), says("users has 1 value, it takes 2 to 20"));
  EXPECT_THAT(told(users, std::vector<double>(21, 1)), says("users has 21 values"));
  EXPECT_THAT(told(users, {5, 5}), says("do not rise"));
  EXPECT_THAT(told(users, {6, 5}), says("do not rise"));
  Scenario alone = a_swept_scenario({{What::rate, "rate", 0, "rate", {0, 5}}});
  alone.tracks.pop_back();
  EXPECT_THAT(sweep_problems(alone), says("leaves nothing to measure"));
  Scenario both = a_swept_scenario({{What::rate, "rate", 0, "rate", {0, 5}}, rate});
  EXPECT_THAT(sweep_problems(both), says("no track does anything"));
  Sweep::Axis many = users, more = pool;
  for (int i = 0; i < 9; ++i) many.values.push_back(60 + i), more.values.push_back(60 + i);
  EXPECT_THAT(sweep_problems(a_swept_scenario({many, more})), says("121 runs are too many"));
}

}  // namespace
}  // namespace loadtest
