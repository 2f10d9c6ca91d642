#pragma once

#include <span>
#include <string>

#include "page/chart_points.h"
#include "report/report.h"

namespace loadtest {

/// What a chart shows, in a sentence: for whoever does not see it, or has no time to.
std::string throughput_words(std::span<const ChartPoint>);
std::string times_words(std::span<const ChartPoint>);
std::string failures_words(std::span<const ChartPoint>);
std::string curve_words(const TrackResult&);
std::string users_words(const RunResult&, const Redactor&);
std::string together_words(const Report&);

}  // namespace loadtest
