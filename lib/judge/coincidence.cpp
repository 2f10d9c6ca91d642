#include "judge/coincidence.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "compare/lagged_correlation.h"
#include "stats/judged_part.h"

namespace loadtest {
namespace {

constexpr std::size_t stretch_min = 10;                 // a shorter one has too little to be put in chance order
constexpr std::uint64_t samples_p95 = 20;               // in most intervals; with fewer a p95 is one user's luck
constexpr double missing_max = 1.0 / 3;                 // of the intervals, that may be without an answer
constexpr Nanos point_reach = std::chrono::seconds(1);  // of a series' first point, back in time

/// Indices of intervals that follow one another, mostly seconds.
using Seconds = std::vector<std::size_t>;

std::vector<Seconds> stretches_of(const RunResult& run, std::size_t track) {
  const std::vector<Interval>& intervals = run.tracks[track].intervals;
  const Nanos begin = end_of(run) - run.measured;
  std::vector<Seconds> all;
  for (const PhaseSpan& phase : run.phases) {
    if (!phase.has(track)) continue;
    const Nanos from = std::max(begin, phase.from + phase.settle);
    Seconds stretch;
    for (std::size_t i = 0; i < intervals.size(); ++i) {
      const Interval& one = intervals[i];
      if (one.from >= from && one.from + one.length <= phase.to && one.length == intervals.front().length)
        stretch.push_back(i);
    }
    if (stretch.size() >= stretch_min) all.push_back(std::move(stretch));
  }
  return all;
}

/// The operation that users of the track wait for most.
std::optional<std::size_t> asked_operation(const TrackResult& track) {
  std::optional<std::size_t> most;
  for (std::size_t i = 0; i < track.operations.size() && i < track.total.size(); ++i)
    if (track.operations[i].weight > 0 && (!most || track.total[i].tally.ok > track.total[*most].tally.ok)) most = i;
  return most;
}

struct AnswerTimes {
  std::string measure;
  Stretches values;  // ms; an interval without an answer has the value of the one before it
};

std::optional<AnswerTimes> answer_times(const TrackResult& track, std::size_t operation,
                                        const std::vector<Seconds>& stretches) {
  std::vector<std::uint64_t> counts;
  const auto response_in = [&](std::size_t i) -> const SparseHistogram* {
    const auto& operations = track.intervals[i].operations;
    return operation < operations.size() ? &operations[operation].response : nullptr;
  };
  for (const Seconds& stretch : stretches)
    for (const std::size_t i : stretch) counts.push_back(response_in(i) ? response_in(i)->count() : 0);
  if (counts.empty()) return std::nullopt;
  const auto missing = static_cast<double>(std::ranges::count(counts, 0u));
  if (missing > missing_max * static_cast<double>(counts.size())) return std::nullopt;
  const auto middle = counts.begin() + static_cast<std::ptrdiff_t>(counts.size() / 2);
  std::ranges::nth_element(counts, middle);
  const bool p95 = *middle >= samples_p95;
  AnswerTimes times{p95 ? "p95" : "mean", {}};
  double last = 0;
  for (const Seconds& stretch : stretches) {
    std::vector<double>& values = times.values.emplace_back();
    for (const std::size_t i : stretch) {
      const SparseHistogram* response = response_in(i);
      if (response != nullptr && response->count() > 0)
        last = p95 ? to_millis(response->percentile(0.95))
                   : static_cast<double>(response->sum_ns()) / 1e6 / static_cast<double>(response->count());
      values.push_back(last);
    }
  }
  return times;
}

/// The series on the grid of the intervals: each point tells of the time since the one before it.
Stretches on_grid(const ObservedSeries& series, const std::vector<Interval>& intervals,
                  const std::vector<Seconds>& stretches) {
  Stretches all;
  std::size_t point = 0;
  double last = series.points.front().value;
  for (const Seconds& stretch : stretches) {
    std::vector<double>& values = all.emplace_back();
    for (const std::size_t i : stretch) {
      const Nanos from = intervals[i].from, to = from + intervals[i].length;
      while (point < series.points.size() && series.points[point].at <= from) ++point;
      double sum = 0, time = 0;
      for (std::size_t k = point; k < series.points.size(); ++k) {
        const Nanos since = k == 0 ? series.points[0].at - point_reach : series.points[k - 1].at;
        if (since >= to) break;
        const double shared = to_seconds(std::min(to, series.points[k].at) - std::max(from, since));
        sum += shared * series.points[k].value;
        time += shared;
      }
      if (time > 0) last = sum / time;
      values.push_back(last);
    }
  }
  return all;
}

bool changes(const Stretches& series) {
  return std::ranges::any_of(series, [](const std::vector<double>& values) {
    return std::ranges::any_of(values, [&](double value) { return value != values.front(); });
  });
}

void look_at(const RunResult& run, std::size_t index, const Observed& database, std::uint64_t seed,
             std::vector<Coincidence>& found) {
  const TrackResult& track = run.tracks[index];
  const auto operation = asked_operation(track);
  const std::vector<Seconds> stretches = stretches_of(run, index);
  std::size_t count = 0;
  for (const Seconds& stretch : stretches) count += stretch.size();
  if (!operation || count < Coincidence::intervals_min) return;
  const auto times = answer_times(track, *operation, stretches);
  if (!times) return;
  std::vector<Stretches> others;
  std::vector<std::string> names;
  for (const ObservedSeries& series : database.series) {
    if (series.points.size() < Coincidence::intervals_min) continue;
    Stretches values = on_grid(series, track.intervals, stretches);
    if (!changes(values)) continue;
    others.push_back(std::move(values));
    names.push_back(series.name);
  }
  const Nanos length = track.intervals.front().length;
  const auto correlations = correlate(times->values, others, seed, {.r_min = Coincidence::r_min});
  for (std::size_t i = 0; i < correlations.size(); ++i) {
    if (!correlations[i] || correlations[i]->p >= Coincidence::p_max) continue;
    found.push_back({.track = track.name,
                     .operation = track.operations[*operation].name,
                     .measure = times->measure,
                     .source = database.source,
                     .series = names[i],
                     .r = correlations[i]->r,
                     .lag = correlations[i]->lag * length,
                     .p = correlations[i]->p,
                     .intervals = count,
                     .period = correlations[i]->period * length});
  }
}

}  // namespace

std::vector<Coincidence> find_coincidences(const RunResult& run, const Observations& observations, std::uint64_t seed) {
  std::vector<Coincidence> found;
  const Observed* database = find_observed(observations, "database");
  if (database == nullptr) return found;
  // What the load on the database itself does to the database is no news.
  for (std::size_t i = 0; i < run.tracks.size(); ++i)
    if (run.tracks[i].workload != "db" && !run.tracks[i].intervals.empty()) look_at(run, i, *database, seed, found);
  std::ranges::stable_sort(found, std::greater<>{}, [](const Coincidence& one) { return std::abs(one.r); });
  return found;
}

}  // namespace loadtest
