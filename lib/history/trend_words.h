#pragma once

#include <string>

#include "history/history.h"

namespace loadtest {

/// "rose by 15 % (27.8 ms to 32 ms) with 2026-11-10.json, chance 0.3 %": of a trend that changed; else why not, or
/// empty.
std::string change_words(const HistoryTrend&, const HistoryGroup&);

/// The last `width` values as bars of eight heights, or of ASCII; gaps are blanks.
std::string sparkline(const std::vector<std::optional<double>>&, std::size_t width, bool unicode);

/// "14 runs, 2026-11-01 to 2026-11-14, 3 older ones left out".
std::string runs_words(const HistoryGroup&);

/// The last value that there is, and the median of all; "–" without one.
std::string last_shown(const HistoryTrend&);
std::string median_shown(const HistoryTrend&);

}  // namespace loadtest
