#pragma once

#include "unit/judge/a_run.h"

namespace loadtest::testing {

inline constexpr std::size_t ws_alone = 0, db_alone = 1, together = 2;
inline constexpr std::size_t query_id = 1, profile_id = 2;

/// A run of two tracks made by hand: 100 users of `ws` for 10 s, 10 of `db` for 10 s, then both for 20 s, which is what
/// counts. Nothing happened in it yet.
inline RunResult a_run_in_phases() {
  RunResult run = a_run();
  run.measured = 40s;
  run.phases = {{"ws alone", 0s, 10s, 1s, {true, false}},
                {"db alone", 10s, 20s, 1s, {false, true}},
                {"together", 20s, 40s, 2s, {true, true}, true}};
  run.tracks[0].operations[connect_id].warm_up_counts = true;
  TrackResult& db = run.tracks.emplace_back();
  db.name = db.workload = "db";
  db.operations = {{.name = "acquire", .weight = 0},
                   {.name = "query", .weight = 0, .sum = true},
                   {.name = "profile", .weight = 1, .kind = "read"}};
  db.total.resize(3);
  db.users.asked = db.users.peak = db.users.sustained = 10;
  for (TrackResult& track : run.tracks) {
    track.phases.resize(3, TrackTotals(3));
    track.settled = track.phases;
    for (int second = 0; second < 40; ++second)
      track.intervals.push_back({1s * second, 1s, track.users.asked, std::vector<IntervalOperation>(3)});
  }
  return run;
}

/// `times` answers after `took`, after the settling time of a phase.
inline void add_ok(RunResult& run, std::size_t track, std::size_t phase, std::size_t operation, Nanos took,
                   std::uint64_t times) {
  TrackResult& to = run.tracks[track];
  for (TrackTotals* totals : {&to.total, &to.phases[phase], &to.settled[phase]}) {
    OperationStats& stats = totals->at(operation);
    stats.response.record(took, times);
    stats.service.record(took, times);
    stats.tally.started += times;
    stats.tally.ok += times;
  }
}

}  // namespace loadtest::testing
