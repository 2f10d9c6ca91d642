#pragma once

#include "unit/report/a_report.h"

namespace loadtest::testing {

/// `times` answers in a phase, after its settling time.
inline void record_in(RunResult& run, std::size_t track, std::size_t phase, std::size_t operation, Nanos took,
                      std::uint64_t times) {
  TrackResult& to = run.tracks[track];
  for (TrackTotals* totals : {&to.total, &to.phases[phase], &to.settled[phase]})
    record(totals->at(operation), took, took, times);
}

/// A passed run of two tracks: `ws` alone 0-16.5 s, `db` alone to 33 s, both to 60 s, which is what counts. In it chat
/// is 4.4 times slower, query is not; profile is one of the two statements that query is the sum of.
inline Report a_report_in_phases() {
  Report report;
  report.scenario = {{"ws", "ws", {}, {}}, {"db", "db", {}, {}}};
  report.verdict.status = VerdictStatus::pass;
  report.verdict.exit_code = ExitCode::passed;
  report.verdict.criteria = {
      {"ws: p95 of chat response", "ws.chat.response.p95 < 2s", 180, "ms", CriterionStatus::pass, "", ""},
      {"db: query success", "db.query.success > 99%", 1, "share", CriterionStatus::pass, "", ""}};
  RunResult& run = report.result;
  run.measured = 60s;
  run.phases = {{"ws alone", 0s, 16500ms, 3s, {true, false}},
                {"db alone", 16500ms, 33s, 1500ms, {false, true}},
                {"together", 33s, 60s, 2700ms, {true, true}, true}};
  for (std::size_t i = 0; i < 3; ++i) run.phases[i].lag.record(std::chrono::microseconds(i == 2 ? 200 : 100), 50);
  run.tracks.resize(2);
  TrackResult &ws = run.tracks[0], &db = run.tracks[1];
  ws.name = ws.workload = "ws";
  ws.target = "the WebSocket backend";
  ws.operations = {{.name = "connect", .weight = 0, .warm_up_counts = true}, {.name = "chat"}};
  ws.shards = {0, 1};
  ws.users.asked = ws.users.peak = ws.users.sustained = 100;
  db.name = db.workload = "db";
  db.target = "the database";
  db.operations = {{.name = "query", .weight = 0, .sum = true}, {.name = "profile"}, {.name = "expenses"}};
  db.shards = {0};
  db.users.asked = db.users.peak = db.users.sustained = 10;
  for (TrackResult& track : run.tracks) {
    track.total.resize(track.operations.size());
    track.phases.resize(3, track.total);
    track.settled = track.phases;
  }
  record_in(run, 0, 0, 0, 20ms, 100);
  record_in(run, 0, 0, 1, 41ms, 500);
  record_in(run, 0, 2, 1, 180ms, 1350);
  for (const std::size_t operation : {1u, 2u}) {
    record_in(run, 1, 1, operation, 3ms, 1000);
    record_in(run, 1, 2, operation, 3060us, 1000);
  }
  record_in(run, 1, 1, 0, 3ms, 2000);
  record_in(run, 1, 2, 0, 3060us, 2000);
  for (int second = 0; second < 60; ++second) {
    for (std::size_t i = 0; i < 2; ++i) {
      Interval interval{.from = 1s * second, .length = 1s, .users = 10, .operations = {}};
      interval.operations.resize(run.tracks[i].operations.size());
      interval.operations[1].started = second >= 33 || (second < 16) == (i == 0) ? 10 : 0;
      run.tracks[i].intervals.push_back(interval);
    }
  }
  report.interference = find_interference(run);
  return report;
}

}  // namespace loadtest::testing
