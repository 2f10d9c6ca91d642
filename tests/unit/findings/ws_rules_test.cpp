#include <gmock/gmock.h>

#include "findings/rule.h"

// Where the limits of rules lie; tests/integration/ws_findings*_test.py have causes that are real.

namespace loadtest {
namespace {

using testing::HasSubstr;
using std::chrono_literals::operator""s;
using std::chrono_literals::operator""ms;

constexpr std::size_t connect_operation = 0, chat_operation = 1;

/// A minute of a chat of 50 users that answers in 20 ms.
Report a_chat(Nanos takes = 20ms) {
  Report report;
  report.result.measured = 60s;
  report.verdict.status = VerdictStatus::pass;
  TrackResult& track = report.result.tracks.emplace_back();
  track.name = track.workload = "ws";
  track.operations = {{"connect", 0}, {"chat", 1}};
  track.think_time = 2s;
  track.users.asked = track.users.peak = track.users.sustained = 50;
  track.total.resize(2);
  OperationStats& connects = track.total[connect_operation];
  connects.response.record(5ms, 50);
  connects.tally.started = connects.tally.ok = 50;
  OperationStats& chats = track.total[chat_operation];
  for (int second = 0; second < 60; ++second) {
    Interval interval{.from = 1s * second, .length = 1s, .users = 50, .operations = {}};
    IntervalHistogram response;
    response.record(takes, 25);
    chats.response.record(takes, 25);
    chats.service.record(takes, 25);
    chats.tally.started += 25, chats.tally.ok += 25;
    interval.operations = {{}, {.started = 25, .ok = 25, .response = SparseHistogram(response)}};
    track.intervals.push_back(std::move(interval));
  }
  return report;
}

Observed& notes_in(Report& report) {
  Observed notes;
  notes.source = "ws";
  report.observations.push_back(std::move(notes));
  return report.observations.back();
}

/// Losses of one kind: count, first and last, and of silence and age the tenth, the median and the ninetieth of 100.
struct Lost {
  double count, first, last;
  std::array<double, 3> silent, age;
};

Report with_losses(const Lost& lost, const std::string& kind = "eof") {
  Report report = a_chat();
  ObservedTable table{"lost", {{"kind", ""}, {"count", ""}, {"first_s", "s"}, {"last_s", "s"}}, {{}}};
  table.rows[0] = {kind, lost.count, lost.first, lost.last};
  for (const auto& [what, spread] :
       {std::pair{"silent", lost.silent}, std::pair{"unsent", lost.silent}, std::pair{"age", lost.age}}) {
    constexpr std::array<const char*, 5> figures{"_s_p10", "_s", "_s_p90", "_s_min", "_s_max"};
    for (std::size_t i = 0; i < figures.size(); ++i) {
      table.columns.push_back({std::string(what) + figures[i], "s"});
      table.rows[0].emplace_back(spread[i < 3 ? i : (i - 3) * 2]);
    }
  }
  notes_in(report).tables.push_back(std::move(table));
  return report;
}

Report with_stand_stills(const std::vector<std::array<double, 4>>& at_length_answers_apart) {
  Report report = a_chat();
  ObservedTable table{"stand_stills", {{"at_s", "s"}, {"length_s", "s"}, {"answers", ""}, {"apart_s", "s"}}, {}};
  for (const auto& [at, length, answers, apart] : at_length_answers_apart)
    table.rows.push_back({at, length, answers, apart});
  notes_in(report).tables.push_back(std::move(table));
  return report;
}

const std::vector<std::array<double, 4>> at_random{
    {3, .4, 10, .4}, {4.5, .4, 9, .3}, {17, .4, 12, .4}, {41, .4, 11, .4}};

std::vector<Finding> finds(std::string_view id, const Report& report) {
  std::vector<Finding> found;
  find_rule(id)->look(report, found);
  return found;
}

TEST(WsRules, AreSilentWhereThereIsNothingToKnow) {
  Report without_notes = a_chat();
  Report empty;
  empty.result.tracks.resize(1);
  empty.result.tracks[0].workload = "ws";
  for (const Rule* rule : all_rules()) {
    EXPECT_TRUE(finds(rule->id, without_notes).empty()) << rule->id;
    EXPECT_TRUE(finds(rule->id, empty).empty()) << rule->id;
    EXPECT_TRUE(finds(rule->id, Report()).empty()) << rule->id;
  }
}

TEST(KeepAliveTooSlow, IsOneSilenceAtManyInstants) {
  const Lost lost{20, 5, 50, {29.9, 30, 30.2}, {31, 40, 58}};
  const auto found = finds("keep-alive-too-slow", with_losses(lost));
  ASSERT_EQ(found.size(), 1u);
  EXPECT_THAT(found[0].title, HasSubstr("30.0 s of silence"));
}

TEST(KeepAliveTooSlow, IsNoRestartNoLifetimeAndNoChance) {
  const Lost at_once{20, 30, 30.2, {2, 2, 2}, {30, 30, 30}}, one_age{20, 5, 50, {1.8, 2, 2.1}, {10, 10, 10}},
      any_silence{20, 5, 50, {2, 15, 28}, {5, 20, 50}}, few{2, 5, 50, {30, 30, 30}, {31, 40, 58}};
  for (const Lost& lost : {at_once, one_age, any_silence, few})
    EXPECT_TRUE(finds("keep-alive-too-slow", with_losses(lost)).empty());
  const Lost by_silence{20, 5, 50, {30, 30, 30}, {31, 40, 58}};
  for (const char* const kind : {"close 4001", "close 4008", "close 1000"})
    EXPECT_TRUE(finds("keep-alive-too-slow", with_losses(by_silence, kind)).empty()) << kind;
}

TEST(EventLoopBlocked, IsFoundWhereAllStandStillAtRandom) {
  EXPECT_EQ(finds("event-loop-blocked", with_stand_stills(at_random)).size(), 1u);
  EXPECT_TRUE(finds("event-loop-blocked", with_stand_stills({at_random[0], at_random[1]})).empty())
      << "two may be chance";
}

TEST(EventLoopBlocked, IsNoUsersWhoGoInStep) {
  auto in_step = at_random;
  for (auto& one : in_step) one[3] = 0.01;
  EXPECT_EQ(finds("event-loop-blocked", with_stand_stills(in_step)).size(), 1u) << "twenty times as long as usual";
  Report slow = a_chat(400ms);
  slow.observations = with_stand_stills(in_step).observations;
  EXPECT_TRUE(finds("event-loop-blocked", slow).empty()) << "as long as ever";
}

TEST(EventLoopBlocked, IsNeitherALockNorABusyProcessor) {
  Report locked = with_stand_stills(at_random);
  Observed database;
  database.source = "database";
  database.series = {{"blocked", "", {{3500ms, 5}, {17500ms, 4}}}};
  locked.observations.push_back(database);
  EXPECT_TRUE(finds("event-loop-blocked", locked).empty());
  Report busy = with_stand_stills(at_random);
  Observed target;
  target.source = "target";
  target.series = {{"process.cpu", "cores", {{10s, 0.97}, {20s, 0.99}, {30s, 1.0}}}};
  busy.observations.push_back(target);
  EXPECT_TRUE(finds("event-loop-blocked", busy).empty());
  Report doubtful = with_stand_stills(at_random);
  doubtful.verdict.trust.trustworthy = false;
  EXPECT_TRUE(finds("event-loop-blocked", doubtful).empty());
}

TEST(TimeoutsInARhythm, TakeThePlaceOfABlockedLoop) {
  const Report report = with_stand_stills({{5, 1.2, 20, 1}, {15.1, 1.1, 20, 1}, {25, 1.2, 20, 1}, {35.2, 1, 20, 1}});
  const auto found = finds("timeouts-in-a-rhythm", report);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_THAT(found[0].title, HasSubstr("every 10.0 s, for up to 1.2 s"));
  EXPECT_TRUE(finds("event-loop-blocked", report).empty());
}

TEST(SlowModel, IsFoundWhereNothingElseIsBusy) {
  EXPECT_EQ(finds("slow-model", a_chat(1500ms)).size(), 1u);
  EXPECT_TRUE(finds("slow-model", a_chat(500ms)).empty());
  Report database_is = a_chat(1500ms);
  Observed database;
  database.source = "database";
  database.series = {{"waits.cpu", "", {{10s, 30}, {20s, 35}, {30s, 32}}}};
  database_is.observations.push_back(database);
  EXPECT_TRUE(finds("slow-model", database_is).empty());
}

TEST(SlowModel, IsNoQueue) {
  Report queue = a_chat(1500ms);
  IntervalHistogram quick;
  quick.record(30ms, 25);
  queue.result.tracks[0].intervals[0].operations[chat_operation].response = SparseHistogram(quick);
  EXPECT_TRUE(finds("slow-model", queue).empty());
  Report unknown = a_chat(1500ms);
  unknown.result.tracks[0].warm_up_operations = 100;
  EXPECT_TRUE(finds("slow-model", unknown).empty()) << "who came first is not known";
}

TEST(UsersCapped, AreNotThoseOfWhomSomeFailedOnTheWayUp) {
  const auto ramp = [](std::vector<std::array<std::uint32_t, 3>> users_ok_failed) {
    Report report = a_chat();
    TrackResult& track = report.result.tracks[0];
    track.users.peak = 0;
    for (std::size_t i = 0; i < users_ok_failed.size(); ++i) {
      const auto& [users, ok, failed] = users_ok_failed[i];
      track.intervals[i].users = users;
      track.intervals[i].operations[connect_operation].ok = ok;
      if (failed > 0) track.intervals[i].operations[connect_operation].errors["reset"] = failed;
      if (failed > 0) track.total[connect_operation].errors["reset"] += failed;
      track.users.peak = std::max(track.users.peak, users);
    }
    return finds("users-capped", report);
  };
  EXPECT_EQ(ramp({{10, 10, 0}, {20, 10, 0}, {30, 10, 1}, {30, 0, 10}, {30, 0, 9}}).size(), 1u);
  EXPECT_TRUE(ramp({{9, 9, 1}, {18, 9, 1}, {27, 9, 1}, {36, 9, 1}, {45, 9, 1}}).empty());
  EXPECT_TRUE(ramp({{10, 10, 0}, {20, 10, 0}, {30, 10, 3}, {38, 8, 2}, {48, 10, 0}}).empty());
}

}  // namespace
}  // namespace loadtest
