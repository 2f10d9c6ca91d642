#include "judge/drift.h"

#include <algorithm>
#include <vector>

namespace loadtest {
namespace {

constexpr std::size_t stretches = 30;
constexpr std::uint64_t stretch_samples_min = 20;
constexpr double connected_share = 0.95;    // of the peak: the ramp-up is over
constexpr std::size_t settling_share = 20;  // one in so many intervals is left out after it
constexpr double steady_within = 0.1;

/// What happened in one interval, or in several, to what is looked at.
struct Stretch {
  std::uint64_t started = 0, asked = 0, lost = 0;
  SparseHistogram response;

  void add(const TrackResult& track, const Interval& interval, std::string_view operation) {
    for (std::size_t i = 0; i < track.operations.size() && i < interval.operations.size(); ++i) {
      const OperationSpec& spec = track.operations[i];
      if (operation.empty() ? spec.weight <= 0 : spec.name != operation) continue;
      const IntervalOperation& one = interval.operations[i];
      started += one.started;
      asked += one.ok + one.failed + one.dropped;
      lost += one.failed + one.dropped;
      response.merge(one.response);
    }
  }
};

/// The intervals between ramp-up and drain.
std::span<const Interval> steady_intervals(const TrackResult& track) {
  const std::span<const Interval> all = track.intervals;
  std::uint32_t peak = 0;
  for (const Interval& interval : all) peak = std::max(peak, interval.users);
  const auto connected =
      std::ranges::find_if(all, [&](const Interval& interval) { return interval.users >= connected_share * peak; });
  const auto last = std::find_if(all.rbegin(), all.rend(), [](const Interval& interval) {
                      return std::ranges::any_of(interval.operations, [](const auto& one) { return one.started > 0; });
                    }).base();
  if (connected >= last) return {};
  const auto kept = static_cast<std::size_t>(last - connected);
  const std::size_t skipped = kept / settling_share + 1;
  if (kept <= skipped + 1) return {};
  // The last one with starts may be cut short by the end.
  return std::span(connected, last).subspan(skipped, kept - skipped - 1);
}

bool is_steady(std::span<const Stretch> parts) {
  double halves[2]{};
  for (std::size_t i = 0; i < parts.size(); ++i)
    halves[i < parts.size() / 2 ? 0 : 1] += static_cast<double>(parts[i].started);
  halves[0] /= static_cast<double>(parts.size() / 2);
  halves[1] /= static_cast<double>(parts.size() - parts.size() / 2);
  return std::abs(halves[0] - halves[1]) <= steady_within * std::max(halves[0], halves[1]);
}

}  // namespace

std::optional<Trend> find_drift(const TrackResult& track, std::string_view operation, Measure measure) {
  if (!track.steady) return std::nullopt;
  const std::span<const Interval> intervals = steady_intervals(track);
  if (intervals.size() < Trend::values_min) return std::nullopt;
  const std::size_t each = std::max<std::size_t>(1, intervals.size() / stretches);
  std::vector<Stretch> parts(intervals.size() / each);
  for (std::size_t i = 0; i < parts.size() * each; ++i) parts[i / each].add(track, intervals[i], operation);
  if (!is_steady(parts)) return std::nullopt;
  std::vector<double> values;
  for (const Stretch& part : parts) {
    if (measure == Measure::errors) {
      if (part.asked > 0) values.push_back(static_cast<double>(part.lost) / static_cast<double>(part.asked));
    } else if (part.response.count() >= stretch_samples_min) {
      values.push_back(to_millis(part.response.percentile(0.95)));
    }
  }
  return find_trend(values);
}

double drift_of(const Trend& trend, Measure measure) {
  if (!trend.rises() || trend.last <= trend.first) return 0;
  if (measure == Measure::errors) return trend.last - std::max(trend.first, 0.0);
  return trend.first > 0 ? trend.last / trend.first - 1 : 0;
}

}  // namespace loadtest
