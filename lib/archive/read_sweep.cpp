#include "archive/read_sweep.h"

#include <algorithm>

#include "report/result_words.h"

namespace loadtest {
namespace {

std::vector<double> read_numbers(const JsonSpot& spot) {
  constexpr double most = 1e12;
  std::vector<double> numbers;
  for (const JsonSpot& one : spot.items()) {
    numbers.push_back(one.number());
    if (numbers.back() >= 0 && numbers.back() <= most) continue;
    one.wrong("is nothing that could be set");
    numbers.back() = 0;
  }
  return numbers;
}

SweptAxis read_axis(const JsonSpot& spot) {
  SweptAxis axis;
  axis.key = spot["key"].text();
  axis.what = spot["what"].text();
  axis.track = spot["track"].text();
  axis.values = read_numbers(spot["values"]);
  return axis;
}

SweptTrack read_swept_track(const JsonSpot& spot) {
  SweptTrack track;
  track.name = spot["name"].text();
  track.idle = spot["idle"].truth();
  track.rate_per_s = spot["rate_per_s"].number();
  track.success_share = spot["success_share"].number();
  track.p50_ms = spot["p50_ms"].number_or_null();
  track.p95_ms = spot["p95_ms"].number_or_null();
  track.acquire_p95_ms = spot["acquire_p95_ms"].number_or_null();
  track.rate_error = spot["rate_error"].number_or_null();
  track.p95_error = spot["p95_error"].number_or_null();
  return track;
}

SweepRun read_sweep_run(const JsonSpot& spot, const std::vector<SweptAxis>& axes) {
  SweepRun run;
  run.at = read_numbers(spot["at"]);
  if (run.at.size() != axes.size()) spot["at"].wrong("has not a value for each axis");
  run.standing = static_cast<LevelStanding>(spot["status"].word(level_words));
  run.broken = spot["broken"].text();
  run.reason = spot["reason"].text();
  for (const JsonSpot& one : spot["tracks"].items()) run.tracks.push_back(read_swept_track(one));
  for (const SweptAxis& axis : axes)
    if (run.find(axis.track) == nullptr) spot["tracks"].wrong("has not every track that is swept");
  return run;
}

}  // namespace

SweepOutcome read_sweep(const JsonSpot& spot) {
  SweepOutcome sweep;
  for (const JsonSpot& one : spot["axes"].items()) sweep.axes.push_back(read_axis(one));
  if (sweep.axes.empty() || sweep.axes.size() > 2) {
    spot["axes"].wrong("is neither one setting nor two");
    sweep.axes.resize(1);
  }
  sweep.run_duration = spot["run_duration_s"].seconds();
  sweep.end = static_cast<SweepEnd>(spot["end"].word(sweep_end_words));
  sweep.knee = spot["knee"].number_or_null();
  sweep.recommended = spot["recommended"].number_or_null();
  for (const JsonSpot& one : spot["runs"].items()) sweep.runs.push_back(read_sweep_run(one, sweep.axes));
  if (const JsonSpot shown = spot["shown"]; !shown.is_null()) {
    sweep.shown = shown.count32();
    if (*sweep.shown >= sweep.runs.size()) shown.wrong("is no run of the sweep");
  }
  sweep.notes = spot["notes"].texts();
  return sweep;
}

}  // namespace loadtest
