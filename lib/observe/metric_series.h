#pragma once

#include <map>
#include <string>

#include "observe/metrics_text.h"
#include "observe/rate_recorder.h"

namespace loadtest {

/// The figures of an exporter over time: gauges as they are, counters as rates, histograms and summaries as rate and
/// mean. A bounded number of them.
class MetricSeries {
 public:
  static constexpr std::size_t series_max = 200;
  void add(TimePoint at, const MetricLine&);
  /// All lines of a look were added.
  void end_look(TimePoint at);
  void conclude(TimePoint t0, Observed&) const;

 private:
  struct Mean {
    RateRecorder rate;
    SeriesRecorder mean;
    double count = 0, sum = 0;  // now
    double count_before = 0, sum_before = 0;
    bool looked = false;
  };
  bool has_room(const std::string& name);
  void add_mean(const MetricLine&);

  std::map<std::string, SeriesRecorder> gauges_;
  std::map<std::string, RateRecorder> counters_;
  std::map<std::string, Mean> means_;
  std::map<std::string, int> left_out_;  // by name; up to a bound, from which on nobody counts
};

}  // namespace loadtest
