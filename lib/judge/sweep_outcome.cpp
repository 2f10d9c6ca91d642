#include "judge/sweep_outcome.h"

#include <algorithm>

#include "judge/knee.h"

namespace loadtest {
namespace {

// By so much at least throughput must rise, or p95 fall, that a higher value is worth having.
constexpr double worth_of_rate = 0.05, worth_of_p95 = 0.10;

using Indices = std::vector<std::size_t>;

Indices believed(const SweepOutcome& sweep) {
  Indices found;
  for (std::size_t i = 0; i < sweep.runs.size(); ++i)
    if (sweep.runs[i].standing != LevelStanding::spoiled) found.push_back(i);
  return found;
}

std::size_t knee_of(const SweepOutcome& sweep, const Indices& runs, bool open) {
  const SweptAxis& axis = sweep.axes.front();
  std::vector<KneePoint> rates, times;
  for (const std::size_t i : runs) {
    const SweptTrack* track = sweep.runs[i].find(axis.track);
    rates.push_back({track->rate_per_s, track->rate_error});
    if (track->p95_ms && *track->p95_ms > 0) times.push_back({1 / *track->p95_ms, track->p95_error});
  }
  std::size_t knee = find_knee(rates, worth_of_rate);
  // Where the rate is given, what more connections are good for shows in the times that answers take. In the closed
  // model it shows in the rate, and more load only ever makes times longer.
  if (open && !axis.is_load() && times.size() == runs.size()) knee = std::max(knee, find_knee(times, worth_of_p95));
  return knee;
}

bool held(const SweepRun& run) { return run.standing == LevelStanding::held; }

/// Of what the work is done with, the least that is enough; of load, the most that is worth it.
std::size_t recommended_of(const SweepOutcome& sweep, const Indices& runs, std::size_t knee) {
  const auto holds = [&](std::size_t i) { return held(sweep.runs[runs[i]]); };
  if (sweep.axes.front().is_load()) {
    for (std::size_t i = knee + 1; i-- > 0;)
      if (holds(i)) return i;
    return knee;
  }
  for (std::size_t i = knee; i < runs.size(); ++i)
    if (holds(i)) return i;
  return knee;
}

std::optional<std::size_t> shown_of_matrix(const SweepOutcome& sweep) {
  std::optional<std::size_t> shown;
  for (const MatrixRow& row : rows_of(sweep)) {
    if (!row.holds) continue;
    const double at[] = {row.at, *row.holds};
    shown = static_cast<std::size_t>(find_run(sweep, at) - sweep.runs.data());
  }
  if (shown) return shown;
  const Indices runs = believed(sweep);
  return runs.empty() ? std::nullopt : std::optional(runs.front());
}

}  // namespace

const SweptTrack* SweepRun::find(std::string_view track) const {
  const auto found = std::ranges::find(tracks, track, &SweptTrack::name);
  return found == tracks.end() ? nullptr : &*found;
}

const SweepRun* find_run(const SweepOutcome& sweep, std::span<const double> at) {
  const auto found =
      std::ranges::find_if(sweep.runs, [&](const SweepRun& run) { return std::ranges::equal(run.at, at); });
  return found == sweep.runs.end() ? nullptr : &*found;
}

std::vector<MatrixRow> rows_of(const SweepOutcome& sweep) {
  std::vector<MatrixRow> rows;
  if (!sweep.matrix()) return rows;
  for (const double first : sweep.axes[0].values) {
    MatrixRow row{.at = first};
    for (const double second : sweep.axes[1].values) {
      const double at[] = {first, second};
      const SweepRun* run = find_run(sweep, at);
      if (run == nullptr) continue;
      row.spoiled = run->standing == LevelStanding::spoiled;
      if (row.spoiled) continue;
      if (!held(*run)) {
        row.breaks = second;
        row.why = run->reason;
        break;
      }
      row.holds = second;
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

void SweepOutcome::conclude(bool stopped, bool open) {
  const Indices believable = believed(*this);
  end = SweepEnd::none;
  if (matrix()) {
    shown = shown_of_matrix(*this);
  } else if (!believable.empty() && !stopped) {
    const std::size_t at = knee_of(*this, believable, open);
    knee = runs[believable[at]].at.front();
    end = at == 0 ? SweepEnd::flat : at + 1 == believable.size() ? SweepEnd::rising : SweepEnd::knee;
    shown = believable[recommended_of(*this, believable, at)];
    if (held(runs[*shown])) recommended = runs[*shown].at.front();
  }
  if (believable.empty() && !runs.empty()) end = SweepEnd::generator;
  if (stopped) end = SweepEnd::stopped;
  if (!shown && !runs.empty()) shown = runs.size() - 1;
}

}  // namespace loadtest
