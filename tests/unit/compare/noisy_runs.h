#pragma once

#include <cmath>
#include <string>

#include "compare/compare_runs.h"
#include "core/random.h"

namespace loadtest::testing {

using namespace std::chrono_literals;

/// How chats of a made-up run take their time. Levels are standard deviations of the logarithm of all times.
struct Noise {
  double between_runs = 0;     // moves a run as a whole
  double between_seconds = 0;  // moves a second, and, by half, the one after it
  int seconds = 60, chats_a_second = 30;
};

class NoisyRuns {
 public:
  explicit NoisyRuns(std::uint64_t seed) : random_(seed) {}

  /// About as many ms at the middle, 1.5 times that at p95.
  RunResult run(double middle_ms, Noise noise) {
    RunResult run;
    run.measured = noise.seconds * 1s;
    TrackResult& track = run.tracks.emplace_back();
    track.name = track.workload = "ws";
    track.operations = {{"connect", 0}, {"chat", 1}};
    track.total.resize(2);
    const double of_run = normal() * noise.between_runs;
    double of_second = 0;
    for (int s = 0; s < noise.seconds; ++s) {
      of_second = of_second * 0.5 + normal() * noise.between_seconds * std::sqrt(0.75);
      add_second(track, s * 1s, middle_ms * std::exp(of_run + of_second), noise.chats_a_second);
    }
    run.phases = {{"run", 0s, run.measured}};
    return run;
  }

  ComparableRun comparable(double middle_ms, Noise noise) {
    return {{.file = "run-" + std::to_string(++count_) + ".json", .id = "", .name = "", .started_at = {}, .doubt = {}},
            figures_of(run(middle_ms, noise))};
  }
  std::vector<ComparableRun> runs(int count, double middle_ms, Noise noise) {
    std::vector<ComparableRun> made;
    for (int i = 0; i < count; ++i) made.push_back(comparable(middle_ms, noise));
    return made;
  }

 private:
  void add_second(TrackResult& track, Nanos from, double middle_ms, int chats) {
    IntervalHistogram response;
    OperationStats& stats = track.total[1];
    for (int i = 0; i < chats; ++i) {
      const Nanos took(static_cast<Nanos::rep>(middle_ms * 1e6 * std::exp(normal() * 0.25)));
      response.record(took);
      stats.response.record(took);
      stats.service.record(took);
    }
    const auto ok = static_cast<std::uint64_t>(chats);
    stats.tally.started += ok;
    stats.tally.ok += ok;
    Interval second{.from = from, .length = 1s, .users = 10, .operations = {}};
    second.operations.resize(2);
    second.operations[1] = {.started = ok, .ok = ok, .response = SparseHistogram(response)};
    track.intervals.push_back(std::move(second));
  }
  // Box and Muller.
  double normal() {
    const double radius = std::sqrt(-2 * std::log(1 - random_.uniform()));
    return radius * std::cos(2 * 3.14159265358979 * random_.uniform());
  }

  Random random_;
  int count_ = 0;
};

inline const Change& change_of(const RunComparison& comparison, ComparedMeasure measure) {
  for (const Change& one : comparison.changes)
    if (one.operation == "chat" && one.measure == measure) return one;
  static const Change none;
  return none;
}

}  // namespace loadtest::testing
