#include "findings/series_part.h"

#include <fmt/format.h>

#include <algorithm>

#include "stats/judged_part.h"

namespace loadtest {
namespace {

// A rate is that of the second before its instant.
constexpr Nanos half_a_second = std::chrono::milliseconds(500);

}  // namespace

JudgedSpan judged_span(const RunResult& run) {
  const Nanos end = end_of(run), measured_from = std::max(Nanos(0), end - run.measured);
  const auto index = judged_phase(run);
  if (!index) return {measured_from, end};
  const PhaseSpan& phase = run.phases[*index];
  return {std::max(phase.from, measured_from), phase.to};
}

std::vector<ObservedSeries::Point> points_within(const Observed& observed, std::string_view name, JudgedSpan span) {
  std::vector<ObservedSeries::Point> points;
  const ObservedSeries* series = observed.find_series(name);
  if (series == nullptr) return points;
  for (const auto& point : series->points) {
    if (point.at >= span.from + half_a_second && point.at <= span.to + half_a_second) points.push_back(point);
  }
  return points;
}

double mean_of(std::span<const ObservedSeries::Point> points) {
  double sum = 0;
  for (const auto& point : points) sum += point.value;
  return points.empty() ? 0 : sum / static_cast<double>(points.size());
}

double median_of(std::span<const ObservedSeries::Point> points) {
  if (points.empty()) return 0;
  std::vector<double> values;
  for (const auto& point : points) values.push_back(point.value);
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

double greatest_of(std::span<const ObservedSeries::Point> points) {
  double most = 0;
  for (const auto& point : points) most = std::max(most, point.value);
  return most;
}

std::vector<ObservedSeries::Point> at_least(std::span<const ObservedSeries::Point> points, double least) {
  std::vector<ObservedSeries::Point> some;
  for (const auto& point : points) {
    if (point.value >= least) some.push_back(point);
  }
  return some;
}

std::vector<ObservedSeries::Point> sum_of(std::span<const ObservedSeries::Point> one,
                                          std::span<const ObservedSeries::Point> other) {
  std::vector<ObservedSeries::Point> sums(one.begin(), one.end());
  std::size_t i = 0;
  for (auto& point : sums) {
    while (i < other.size() && other[i].at < point.at) ++i;
    if (i < other.size() && other[i].at == point.at) point.value += other[i].value;
  }
  return sums;
}

std::string show_readings(std::span<const ObservedSeries::Point> some, std::span<const ObservedSeries::Point> whole) {
  if (some.empty()) return fmt::format("none of {} readings", whole.size());
  return fmt::format("{} of {} readings, from {:.0f} s to {:.0f} s", some.size(), whole.size(),
                     to_seconds(some.front().at), to_seconds(some.back().at));
}

std::vector<const Observed*> targets_of(const Observations& observations) {
  std::vector<const Observed*> targets;
  for (const Observed& one : observations) {
    if (one.source == "target" || one.source.starts_with("target ")) targets.push_back(&one);
  }
  return targets;
}

}  // namespace loadtest
