#pragma once

#include <optional>

#include "core/observed.h"

namespace loadtest {

/// Two looks that lie closer are one: a kernel counts in hundredths of a second.
constexpr Nanos looks_apart_min = std::chrono::milliseconds(250);

/// The rate of a counter, out of what it stood at.
class RateRecorder {
 public:
  RateRecorder(std::string name, std::string unit) : series_(std::move(name), std::move(unit)) {}
  /// A counter that went back began anew: it is taken from there.
  void add(TimePoint at, double count) {
    if (last_ && at - at_ < looks_apart_min) return;
    if (last_ && count >= *last_) series_.add(at, (count - *last_) / to_seconds(at - at_));
    last_ = count;
    at_ = at;
  }
  void add(TimePoint at, std::optional<double> count) {
    if (count) add(at, *count);
  }
  ObservedSeries series(TimePoint t0) const { return series_.series(t0); }

 private:
  SeriesRecorder series_;
  std::optional<double> last_;
  TimePoint at_{};
};

/// Those of them that have points.
inline void keep(ObservedSeries series, Observed& observed) {
  if (!series.points.empty()) observed.series.push_back(std::move(series));
}

}  // namespace loadtest
