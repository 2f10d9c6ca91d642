#pragma once

#include <span>
#include <string>
#include <vector>

#include "page/chart_points.h"
#include "report/report.h"

namespace loadtest {

/// What a chart shows, in a sentence: for whoever does not see it, or has no time to.
std::string throughput_words(std::span<const ChartPoint>);
std::string times_words(std::span<const ChartPoint>);
std::string failures_words(std::span<const ChartPoint>);
std::string curve_words(const TrackResult&);
std::string users_words(const RunResult&, const Redactor&);
/// What each track did to the others; of a track whose operations have a sum, that alone.
std::vector<std::string> interference_sentences(const Report&);

}  // namespace loadtest
