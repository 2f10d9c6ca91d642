#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/sample.h"
#include "core/secret.h"
#include "stats/interval.h"

namespace loadtest {

/// What charts show of one interval of a track: of all operations that its load consists of together, rates per second,
/// times of those that worked in ms.
struct ChartPoint {
  double t_s = 0, length_s = 0;
  double users = 0, planned = 0, done = 0, failed = 0, dropped = 0;
  std::optional<double> p50, p95, p99, max;
  std::map<std::string, double> errors;  // failures by kind, as outputs show them; also what was dropped
};

ChartPoint chart_point(const Interval&, std::span<const OperationSpec>, const Redactor&);
std::vector<ChartPoint> chart_points(std::span<const Interval>, std::span<const OperationSpec>, const Redactor&);

/// Each so many neighbours merged into one: its percentiles are those of all their samples.
std::vector<Interval> joined(std::span<const Interval>, std::size_t each);
/// The same, into at most `points_max`.
std::vector<Interval> thinned(std::span<const Interval>, std::size_t points_max);

/// The kinds of errors of a series by how many they were, the most frequent first.
std::vector<std::string> kinds_of(std::span<const ChartPoint>);

using ChartNumber = std::pair<std::string_view, double ChartPoint::*>;
inline constexpr std::array<ChartNumber, 7> chart_numbers{{{"t_s", &ChartPoint::t_s},
                                                           {"length_s", &ChartPoint::length_s},
                                                           {"users", &ChartPoint::users},
                                                           {"planned", &ChartPoint::planned},
                                                           {"done", &ChartPoint::done},
                                                           {"failed", &ChartPoint::failed},
                                                           {"dropped", &ChartPoint::dropped}}};
using ChartTime = std::pair<std::string_view, std::optional<double> ChartPoint::*>;
inline constexpr std::array<ChartTime, 4> chart_times{
    {{"p50", &ChartPoint::p50}, {"p95", &ChartPoint::p95}, {"p99", &ChartPoint::p99}, {"max", &ChartPoint::max}}};

}  // namespace loadtest
