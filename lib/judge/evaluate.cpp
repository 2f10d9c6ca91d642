#include <fmt/format.h>

#include <algorithm>

#include "core/units.h"
#include "judge/criteria.h"
#include "judge/drift.h"
#include "judge/wording.h"

namespace loadtest {
namespace {

/// Fewer samples than this in a third say nothing about its p95.
constexpr std::uint64_t growth_samples_min = 30;

bool wants_less(const Threshold& threshold) {
  return threshold.comparison == Comparison::less || threshold.comparison == Comparison::less_equal;
}

CriterionStatus status_of(const Criterion& criterion, double observed) {
  if (criterion.threshold.holds(observed)) return CriterionStatus::pass;
  if (criterion.warn_only) return CriterionStatus::warn;
  if (!criterion.fails_at) return CriterionStatus::fail;
  const bool beyond = wants_less(criterion.threshold) ? observed > *criterion.fails_at : observed < *criterion.fails_at;
  return beyond ? CriterionStatus::fail : CriterionStatus::warn;
}

/// "p95 of chat response was 3.41 s, limit 2 s".
std::string reason_of(const Criterion& criterion, double observed, std::string_view unit) {
  const std::string wanted = fmt::format("{} {}", wants_less(criterion.threshold) ? "limit" : "needed",
                                         show_limit(criterion.threshold.value, unit));
  const std::string seen = show_value(observed, unit);
  if (criterion.threshold.measure == Measure::users)
    return fmt::format("{} users were connected at the same time, {}", seen, wanted);
  if (criterion.kind == Criterion::Kind::growth)
    return fmt::format("p95 of {} response in the last third was {} the first third's, {}",
                       criterion.threshold.operation, seen, wanted);
  if (criterion.kind == Criterion::Kind::none)
    return fmt::format("{} happened {}", criterion.threshold.operation, seen == "1" ? "once" : seen + " times");
  return fmt::format("{} was {}, {}", criterion.name, seen, wanted);
}

const TrackResult* find_track(const RunResult& result, std::string_view name) {
  for (const TrackResult& track : result.tracks)
    if (track.name == name) return &track;
  return nullptr;
}

struct Thirds {
  SparseHistogram first, last;
};

bool is_idle(const IntervalOperation& operation) {
  return operation.started + operation.ok + operation.failed + operation.dropped == 0;
}

/// The first and the last third of the intervals in which this operation was at work: warm-up and drain are neither.
Thirds thirds_of(const TrackResult& track, std::size_t operation) {
  const auto idle = [&](const Interval& interval) {
    return operation >= interval.operations.size() || is_idle(interval.operations[operation]);
  };
  const auto first = std::find_if_not(track.intervals.begin(), track.intervals.end(), idle);
  const auto last = std::find_if_not(track.intervals.rbegin(), track.intervals.rend(), idle).base();
  Thirds thirds;
  if (first >= last) return thirds;
  const auto third = (last - first) / 3;
  const auto add = [&](SparseHistogram& sum, auto from, auto to) {
    for (auto it = from; it != to; ++it)
      if (operation < it->operations.size()) sum.merge(it->operations[operation].response);
  };
  add(thirds.first, first, first + third);
  add(thirds.last, last - third, last);
  return thirds;
}

void evaluate_growth(const Criterion& criterion, const TrackResult& track, CriterionResult& result) {
  if (!track.steady) {
    result.status = CriterionStatus::not_tried;
    result.note = "not tried (the load was to change during the run)";
    return;
  }
  const Thirds thirds = thirds_of(track, track.operation(criterion.threshold.operation));
  const Nanos before = thirds.first.percentile(0.95);
  const std::uint64_t fewest = std::min(thirds.first.count(), thirds.last.count());
  if (fewest < growth_samples_min || before <= Nanos(0)) {
    result.status = CriterionStatus::not_tried;
    result.note = fmt::format("not tried (a third has {} samples, needs {})", fewest, growth_samples_min);
    return;
  }
  const Nanos after = thirds.last.percentile(0.95);
  result.observed = to_millis(after) / to_millis(before);
  result.note =
      fmt::format("p95 {} at first, {} at last", show_millis(to_millis(before)), show_millis(to_millis(after)));
}

/// How often what must not happen did.
std::optional<double> times_seen(const Criterion& criterion, const TrackResult& track) {
  const std::size_t operation = track.operation(criterion.threshold.operation);
  if (operation >= track.total.size()) return std::nullopt;
  return static_cast<double>(track.total[operation].tally.started);
}

/// "p95 400 ms at first, 520 ms at last": the ends of the line through it.
void note_drift(const Criterion& criterion, const TrackResult& track, CriterionResult& result) {
  const auto trend = find_drift(track, criterion.threshold.operation, criterion.threshold.measure);
  if (trend) {
    const bool share = criterion.threshold.measure == Measure::errors;
    const auto show = [&](double value) { return share ? show_share(std::max(0.0, value)) : show_millis(value); };
    result.note =
        fmt::format("{} {} at first, {} at last", share ? "errors" : "p95", show(trend->first), show(trend->last));
  } else if (criterion.kind == Criterion::Kind::soak) {
    result.status = CriterionStatus::not_tried;
    result.note = "not tried (too few answers, or the load was not steady)";
  }
}

/// For how long what a threshold speaks of was measured: connecting counts whenever it happens.
Nanos measured_for(const Threshold& threshold, const TrackResult& track, Nanos part, Nanos whole) {
  const std::size_t operation = track.operation(threshold.operation);
  return operation < track.operations.size() && track.operations[operation].warm_up_counts ? whole : part;
}

}  // namespace

CriterionResult evaluate(const Criterion& criterion, const RunResult& part, Nanos whole) {
  const Threshold& threshold = criterion.threshold;
  CriterionResult result;
  result.name = criterion.name;
  result.expression = threshold.text;
  result.unit = criterion.kind == Criterion::Kind::growth ? "ratio" : unit_of(threshold);
  if (const TrackResult* track = find_track(part, threshold.track)) {
    if (criterion.kind == Criterion::Kind::growth)
      evaluate_growth(criterion, *track, result);
    else if (criterion.kind == Criterion::Kind::none)
      result.observed = times_seen(criterion, *track);
    else
      result.observed = threshold.observe(*track, measured_for(threshold, *track, part.measured, whole));
    if (threshold.of_drift()) note_drift(criterion, *track, result);
    const UsersStats& users = track->users;
    if (threshold.measure == Measure::users && track->by_sessions && criterion.fails_at) {
      // A default. How many are there at once is what comes of the rate, and was asked of nobody.
      result.status = CriterionStatus::not_tried;
      result.note = fmt::format("not tried (users come by sessions), {} at once", users.peak);
    } else if (threshold.measure == Measure::users && !wants_less(threshold) && users.asked < threshold.value) {
      result.status = CriterionStatus::not_tried;
      result.note = fmt::format("not tried (asked for {})", users.asked);
      if (users.known) result.note += fmt::format(", {} of {} connected", users.peak, users.asked);
    }
  }
  if (result.status == CriterionStatus::not_tried) return result;
  if (!result.observed) {
    result.reason = fmt::format("there is no data for {}", criterion.name);
    return result;
  }
  result.status = status_of(criterion, *result.observed);
  if (result.status == CriterionStatus::pass) return result;
  result.reason = reason_of(criterion, *result.observed, result.unit);
  if (result.status == CriterionStatus::warn && criterion.fails_at)
    result.note = fmt::format("fails {} {}", wants_less(threshold) ? "over" : "under",
                              show_limit(*criterion.fails_at, result.unit));
  return result;
}

}  // namespace loadtest
