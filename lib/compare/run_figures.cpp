#include "compare/run_figures.h"

#include <algorithm>

#include "stats/judged_part.h"

namespace loadtest {
namespace {

// Beyond a percentile there must be some samples, or it is the luck of a few.
constexpr std::uint64_t samples_p50 = 20, samples_p95 = 100, samples_p99 = 500;
constexpr double samples_a_second = 60;
constexpr std::size_t seconds_min = 20;

std::vector<double> p95_by_second(const UnitTable& units) {
  std::vector<double> found, counts(units.columns());
  double samples = 0;
  for (std::size_t i = 0; i < units.units.size(); ++i) {
    for (std::size_t column = 0; column < units.columns(); ++column) counts[column] += units.row(i)[column];
    samples += units.units[i].ok;
    if (samples < samples_a_second) continue;
    found.push_back(percentile_of(units, counts.data(), 0.95));
    std::fill(counts.begin(), counts.end(), 0.0);
    samples = 0;
  }
  return found;
}

std::optional<double> percentile_ms(const Histogram& histogram, double p, std::uint64_t samples_min) {
  if (histogram.count() < samples_min) return std::nullopt;
  return to_millis(histogram.percentile(p));
}

bool has_sum(const TrackResult& track) {
  return std::ranges::any_of(track.operations, [](const OperationSpec& one) { return one.sum; });
}

}  // namespace

const OperationFigures* TrackFigures::find(std::string_view operation) const {
  const auto found = std::ranges::find(operations, operation, &OperationFigures::name);
  return found == operations.end() ? nullptr : &*found;
}

const TrackFigures* RunFigures::find(std::string_view track) const {
  const auto found = std::ranges::find(tracks, track, &TrackFigures::name);
  return found == tracks.end() ? nullptr : &*found;
}

double calm_quantile(std::vector<double> values) {
  const auto quarter = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 4);
  std::nth_element(values.begin(), quarter, values.end());
  return *quarter;
}

RunFigures figures_of(const RunResult& run) {
  const auto judged = judged_phase(run);
  std::optional<RunResult> cut;
  if (judged) cut = judged_part(run);
  const RunResult& part = cut ? *cut : run;
  const Nanos to = judged ? run.phases[*judged].to : end_of(run);
  const Nanos from = std::max(end_of(run) - run.measured, judged ? run.phases[*judged].from : Nanos(0));
  RunFigures figures;
  for (std::size_t t = 0; t < part.tracks.size(); ++t) {
    const TrackResult& track = part.tracks[t];
    TrackFigures& into = figures.tracks.emplace_back(TrackFigures{track.name, {}});
    const Nanos measured = judged ? part.measured : measured_of(run, t);
    for (std::size_t i = 0; i < track.operations.size() && i < track.total.size(); ++i) {
      const OperationSpec& spec = track.operations[i];
      const OperationStats& stats = track.total[i];
      OperationFigures one;
      one.name = spec.name;
      one.main = has_sum(track) ? spec.sum : spec.weight > 0;
      one.samples = stats.response.count();
      one.response = stats.response;
      one.units = make_units(track.intervals, i, from, to);
      one.by_second = p95_by_second(one.units);
      if (one.by_second.size() < seconds_min) one.by_second.clear();
      const auto set = [&](ComparedMeasure measure, std::optional<double> value) {
        one.values.at(static_cast<std::size_t>(measure)) = value;
      };
      set(ComparedMeasure::p50, percentile_ms(stats.response, 0.50, samples_p50));
      set(ComparedMeasure::p95, percentile_ms(stats.response, 0.95, samples_p95));
      set(ComparedMeasure::p99, percentile_ms(stats.response, 0.99, samples_p99));
      set(ComparedMeasure::service_p95, percentile_ms(stats.service, 0.95, samples_p95));
      if (!one.by_second.empty()) set(ComparedMeasure::calm_p95, calm_quantile(one.by_second));
      if (stats.tally.finished() + stats.tally.dropped >= samples_p50) {
        set(ComparedMeasure::success, stats.tally.success_share());
        // Of what is measured beside, the rate is that of something else.
        if ((spec.weight > 0 || spec.sum) && measured > Nanos(0))
          set(ComparedMeasure::rate, static_cast<double>(stats.tally.ok) / to_seconds(measured));
      }
      into.operations.push_back(std::move(one));
    }
  }
  return figures;
}

}  // namespace loadtest
