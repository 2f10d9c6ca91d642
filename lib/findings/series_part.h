#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/observed.h"
#include "stats/run_result.h"

namespace loadtest {

// What rules ask of observations.

/// From when to when a run is judged, from t0, its warm-up left out.
struct JudgedSpan {
  Nanos from{0}, to{0};
};
JudgedSpan judged_span(const RunResult&);

/// The points of a series that were taken in it; none where the source has no such series.
std::vector<ObservedSeries::Point> points_within(const Observed&, std::string_view series, JudgedSpan);

double mean_of(std::span<const ObservedSeries::Point>);
double median_of(std::span<const ObservedSeries::Point>);
double greatest_of(std::span<const ObservedSeries::Point>);
/// Those of at least so much.
std::vector<ObservedSeries::Point> at_least(std::span<const ObservedSeries::Point>, double);
/// Sums of several series, where they have points at the same instants.
std::vector<ObservedSeries::Point> sum_of(std::span<const ObservedSeries::Point>,
                                          std::span<const ObservedSeries::Point>);

/// "14 of 18 readings from 3 s to 20 s": how many of them, and from which to which.
std::string show_readings(std::span<const ObservedSeries::Point> some, std::span<const ObservedSeries::Point> whole);

/// The sources that say something of a target: "target", "target 2".
std::vector<const Observed*> targets_of(const Observations&);

}  // namespace loadtest
