#pragma once

#include <string>
#include <vector>

#include "stats/run_result.h"

namespace loadtest::testing {

using namespace std::chrono_literals;

inline constexpr std::size_t connect_id = 0, chat_id = 1, ping_id = 2;

/// A run of one `ws` track made by hand: 100 users, connect and ping measured beside, chat started.
inline RunResult a_run() {
  RunResult run;
  run.measured = 20s;
  TrackResult& track = run.tracks.emplace_back();
  track.name = track.workload = "ws";
  track.operations = {{"connect", 0}, {"chat", 1}, {"ping", 0}};
  track.total.resize(3);
  track.users.asked = track.users.peak = track.users.sustained = 100;
  return run;
}

inline void add_ok(RunResult& run, std::size_t operation, Nanos took, std::uint64_t times) {
  OperationStats& stats = run.tracks[0].total[operation];
  stats.response.record(took, times);
  stats.service.record(took, times);
  stats.tally.started += times;
  stats.tally.ok += times;
}

inline void add_failed(RunResult& run, std::size_t operation, const std::string& kind, std::uint64_t times) {
  OperationStats& stats = run.tracks[0].total[operation];
  stats.failed.record(10s, times);
  stats.errors[kind] += times;
  stats.tally.started += times;
  stats.tally.failed += times;
}

/// A run that meets every default criterion.
inline RunResult a_good_run() {
  RunResult run = a_run();
  add_ok(run, connect_id, 20ms, 100);
  add_ok(run, chat_id, 400ms, 1000);
  return run;
}

/// An interval of one second in which `samples` chats took `took`.
inline Interval an_interval(Nanos from, Nanos took, std::uint64_t samples) {
  Interval interval{.from = from, .length = 1s, .users = 100, .operations = {}};
  interval.operations.resize(3);
  IntervalHistogram histogram;
  if (samples > 0) histogram.record(took, samples);
  interval.operations[chat_id] = {.started = samples, .ok = samples, .response = SparseHistogram(histogram)};
  return interval;
}

}  // namespace loadtest::testing
