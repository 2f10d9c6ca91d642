#include "scenario/search.h"

#include <gmock/gmock.h>

#include "scenario/scenario.h"

namespace loadtest {
namespace {

using namespace std::chrono_literals;

/// Two tracks, the first closed with a second of thinking, the second open.
Scenario a_scenario(Search search) {
  Scenario scenario;
  for (const char* name : {"ws", "db"}) {
    TrackSpec& track = scenario.tracks.emplace_back();
    track.name = track.workload = name;
    track.profile.users = 20;
    track.profile.duration = 60s;
    track.profile.starts_max = 1000;
  }
  scenario.tracks[0].profile.model = ClosedModel{1s};
  scenario.tracks[1].profile.model = constant_rate(50, 0s, 60s, Arrival::poisson);
  scenario.phases = {{"alone", 0s, {true, false}}, {"together", 30s, {}}};
  scenario.search = std::move(search);
  return scenario;
}

double rate_at_the_end(const TrackSpec& track) { return std::get<OpenModel>(track.profile.model).stages.back().target; }

TEST(Search, OfUsersRaisesThoseOfItsTrack) {
  const Scenario run = at_level(a_scenario({.track = "ws", .level_duration = 4s}), 300, "level 300");
  EXPECT_EQ(run.tracks[0].profile.users, 300u);
  EXPECT_EQ(run.tracks[1].profile.users, 20u);
  EXPECT_EQ(rate_at_the_end(run.tracks[1]), 50);
  for (const TrackSpec& track : run.tracks) {
    EXPECT_EQ(track.profile.ramp_up, 600ms) << "2 ms a user";
    EXPECT_EQ(track.profile.warm_up, 600ms + 2s) << "a quarter of the level, and one think time";
    EXPECT_EQ(track.profile.duration, 4s);
    EXPECT_EQ(track.profile.starts_max, std::nullopt);
    EXPECT_TRUE(track.profile.validate().empty());
  }
}

TEST(Search, OfARateMakesItsTrackOpenAndKeepsTheKindOfArrival) {
  const Scenario of_ws = at_level(a_scenario({.what = Search::What::rate, .track = "ws"}), 300, "x");
  EXPECT_EQ(rate_at_the_end(of_ws.tracks[0]), 300);
  EXPECT_EQ(rate_at_the_end(of_ws.tracks[1]), 50);
  const Scenario of_db = at_level(a_scenario({.what = Search::What::rate, .track = "db"}), 300, "x");
  EXPECT_FALSE(of_db.tracks[0].profile.open());
  EXPECT_EQ(rate_at_the_end(of_db.tracks[1]), 300);
  EXPECT_EQ(std::get<OpenModel>(of_db.tracks[1].profile.model).arrival, Arrival::poisson);
  EXPECT_EQ(std::get<OpenModel>(of_db.tracks[1].profile.model).backlog_max, default_backlog(300));
}

TEST(Search, KeepsABacklogThatWasChosen) {
  Scenario scenario = a_scenario({.what = Search::What::rate, .track = "db"});
  std::get<OpenModel>(scenario.tracks[1].profile.model).backlog_max = 7;
  EXPECT_EQ(std::get<OpenModel>(at_level(scenario, 300, "x").tracks[1].profile.model).backlog_max, 7u);
}

TEST(Search, PartsTheJudgedTimeInThirds) {
  const Scenario run =
      at_level(a_scenario({.track = {}, .level_duration = 3s, .ramp_up = 1s, .settle = 500ms}), 10, "level 10 users");
  ASSERT_EQ(run.phases.size(), 3u);
  EXPECT_EQ(run.phases[0].from, 0s);
  EXPECT_EQ(run.phases[1].from, 2500ms);
  EXPECT_EQ(run.phases[2].from, 3500ms);
  for (const Phase& phase : run.phases) {
    EXPECT_EQ(phase.name, "level 10 users");
    EXPECT_FALSE(phase.judged);
    EXPECT_TRUE(phase.has(0) && phase.has(1));
  }
}

TEST(Search, OfALevelIsTheSameFromWhicheverLevelItIsMade) {
  const Scenario scenario = a_scenario({.what = Search::What::rate, .track = "db", .to = 1000});
  const Scenario once = at_level(scenario, 300, "x"), again = at_level(at_level(scenario, 1000, "y"), 300, "x");
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(once.tracks[i].profile.warm_up, again.tracks[i].profile.warm_up);
    EXPECT_EQ(once.tracks[i].profile.users, again.tracks[i].profile.users);
  }
  EXPECT_EQ(rate_at_the_end(once.tracks[1]), rate_at_the_end(again.tracks[1]));
}

TEST(Search, SaysAllThatIsWrongWithIt) {
  Scenario scenario =
      a_scenario({.track = "web", .from = 5, .to = 2, .level_duration = 10ms, .repeats = 0, .precision = 0});
  scenario.segment = {0, 2};
  Problems problems;
  check_search(scenario, problems);
  EXPECT_EQ(problems.size(), 6u);
  problems.clear();
  check_search(a_scenario({}), problems);
  EXPECT_TRUE(problems.empty());
}

}  // namespace
}  // namespace loadtest
