#include "page/chart_points.h"

#include <algorithm>

#include "report/shown.h"

namespace loadtest {
ChartPoint chart_point(const Interval& interval, std::span<const OperationSpec> operations, const Redactor& redactor) {
  ChartPoint point;
  point.t_s = to_seconds(interval.from);
  point.length_s = to_seconds(interval.length);
  point.users = interval.users;
  const double seconds = point.length_s > 0 ? point.length_s : 1;
  SparseHistogram response;
  point.planned = static_cast<double>(interval.planned) / seconds;
  for (std::size_t i = 0; i < operations.size() && i < interval.operations.size(); ++i) {
    const IntervalOperation& one = interval.operations[i];
    if (operations[i].sum) continue;
    // A refused connection is a failure too, though no load of its own.
    for (const auto& [kind, count] : shown_kinds(one.errors, redactor))
      point.errors[kind] += static_cast<double>(count) / seconds;
    if (one.dropped > 0)
      point.errors["dropped: no user was free in time"] += static_cast<double>(one.dropped) / seconds;
    if (operations[i].weight <= 0) continue;
    point.done += static_cast<double>(one.ok) / seconds;
    point.failed += static_cast<double>(one.failed) / seconds;
    point.dropped += static_cast<double>(one.dropped) / seconds;
    response.merge(one.response);
  }
  if (response.count() == 0) return point;
  point.p50 = to_millis(response.percentile(0.50));
  point.p95 = to_millis(response.percentile(0.95));
  point.p99 = to_millis(response.percentile(0.99));
  point.max = to_millis(response.max());
  return point;
}

namespace {

// What is left of a run after its last whole second would look like an outage.
bool ends_in_remnant(std::span<const Interval> intervals) {
  return intervals.size() > 1 && intervals.back().length < intervals.front().length / 5;
}

}  // namespace

std::vector<ChartPoint> chart_points(std::span<const Interval> intervals, std::span<const OperationSpec> operations,
                                     const Redactor& redactor) {
  std::vector<ChartPoint> points;
  points.reserve(intervals.size());
  const bool remnant = ends_in_remnant(intervals);
  for (const Interval& interval : intervals.first(intervals.size() - (remnant ? 2 : 0)))
    points.push_back(chart_point(interval, operations, redactor));
  if (!remnant) return points;
  Interval last = intervals[intervals.size() - 2];
  const std::uint32_t users = last.users;
  last.append(intervals.back());
  last.users = users;
  points.push_back(chart_point(last, operations, redactor));
  return points;
}

std::vector<Interval> joined(std::span<const Interval> intervals, std::size_t each) {
  std::vector<Interval> few;
  for (std::size_t i = 0; i < intervals.size(); ++i) {
    if (i % each == 0)
      few.push_back(intervals[i]);
    else
      few.back().append(intervals[i]);
  }
  return few;
}

std::vector<Interval> thinned(std::span<const Interval> intervals, std::size_t points_max) {
  return joined(intervals, std::max<std::size_t>(1, (intervals.size() + points_max - 1) / points_max));
}

std::vector<std::string> kinds_of(std::span<const ChartPoint> points) {
  std::map<std::string, double> sums;
  for (const ChartPoint& point : points)
    for (const auto& [kind, rate] : point.errors) sums[kind] += rate * point.length_s;
  std::vector<std::pair<std::string, double>> kinds(sums.begin(), sums.end());
  std::stable_sort(kinds.begin(), kinds.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  std::vector<std::string> names;
  for (auto& [kind, sum] : kinds) names.push_back(std::move(kind));
  return names;
}

}  // namespace loadtest
