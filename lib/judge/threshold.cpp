#include "judge/threshold.h"

#include "judge/drift.h"

namespace loadtest {
namespace {

/// Everything that a threshold without an operation speaks of, added up: the operations that the load consists of.
OperationStats started_operations(const TrackResult& track) {
  OperationStats sum;
  for (std::size_t i = 0; i < track.operations.size() && i < track.total.size(); ++i)
    if (track.operations[i].weight > 0) sum.merge(track.total[i]);
  return sum;
}

double statistic_ms(const Histogram& histogram, Statistic statistic) {
  switch (statistic) {
    case Statistic::min:
      return to_millis(histogram.min());
    case Statistic::mean:
      return histogram.mean_ns() / 1e6;
    case Statistic::p50:
      return to_millis(histogram.percentile(0.50));
    case Statistic::p90:
      return to_millis(histogram.percentile(0.90));
    case Statistic::p95:
      return to_millis(histogram.percentile(0.95));
    case Statistic::p99:
      return to_millis(histogram.percentile(0.99));
    case Statistic::p999:
      return to_millis(histogram.percentile(0.999));
    case Statistic::max:
      return to_millis(histogram.max());
    case Statistic::drift:
      break;  // of the intervals, not of their sum
  }
  return 0;
}

std::optional<double> observe_time(const Histogram& histogram, std::optional<Statistic> statistic) {
  if (histogram.count() == 0 || !statistic) return std::nullopt;
  return statistic_ms(histogram, *statistic);
}

std::optional<double> observe_operation(const Threshold& threshold, const OperationStats& stats, Nanos measured) {
  const Tally& tally = stats.tally;
  const std::uint64_t asked = tally.ok + tally.failed + tally.dropped;
  // A run in which nothing happened must not pass "dropped <= 0".
  const bool happened = tally.started + asked > 0;
  switch (threshold.measure) {
    case Measure::response:
      return observe_time(stats.response, threshold.statistic);
    case Measure::service:
      return observe_time(stats.service, threshold.statistic);
    case Measure::failed:
      return observe_time(stats.failed, threshold.statistic);
    case Measure::success:
    case Measure::errors: {
      if (asked == 0) return std::nullopt;
      const std::uint64_t part = threshold.measure == Measure::success ? tally.ok : tally.failed + tally.dropped;
      return static_cast<double>(part) / static_cast<double>(asked);
    }
    case Measure::rate:
      if (!happened || measured <= Nanos(0)) return std::nullopt;
      return static_cast<double>(tally.ok) / to_seconds(measured);
    case Measure::dropped:
      return happened ? std::optional(static_cast<double>(tally.dropped)) : std::nullopt;
    case Measure::late:
      return happened ? std::optional(static_cast<double>(tally.late)) : std::nullopt;
    case Measure::users:
      break;
  }
  return std::nullopt;
}

}  // namespace

bool Threshold::holds(double observed) const {
  switch (comparison) {
    case Comparison::less:
      return observed < value;
    case Comparison::less_equal:
      return observed <= value;
    case Comparison::greater:
      return observed > value;
    case Comparison::greater_equal:
      return observed >= value;
  }
  return false;
}

std::optional<double> Threshold::observe(const TrackResult& track_result, Nanos measured) const {
  if (measure == Measure::users) {
    if (track_result.users.asked == 0 || !track_result.users.known) return std::nullopt;
    return static_cast<double>(track_result.users.peak);
  }
  if (of_drift()) {
    const auto trend = find_drift(track_result, operation, measure);
    return trend ? std::optional(drift_of(*trend, measure)) : std::nullopt;
  }
  if (operation.empty()) return observe_operation(*this, started_operations(track_result), measured);
  const std::size_t index = track_result.operation(operation);
  if (index >= track_result.total.size()) return std::nullopt;
  return observe_operation(*this, track_result.total[index], measured);
}

}  // namespace loadtest
