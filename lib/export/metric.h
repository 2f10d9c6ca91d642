#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/instant.h"

namespace loadtest {

/// A summary is percentiles alone, under the label `quantile`.
enum class MetricType : std::uint8_t { counter, gauge, summary, histogram };

/// A metric as all exports name it; the table in docs/monitoring.md has the same rows.
struct MetricSpec {
  std::string_view name;  // as Prometheus has it, of a counter without "_total"
  MetricType type;
  std::string_view labels;  // its own, for people
  std::string_view help;
};

namespace metrics {
extern const MetricSpec run_info, running, elapsed, operations_started, operations, operation_errors, starts_planned,
    users, users_asked, response, response_recent, response_overall, users_peak, verdict, criteria, exit_code;
}
/// All of them.
std::span<const MetricSpec* const> metric_table();

using MetricLabels = std::vector<std::pair<std::string, std::string>>;

/// Response times that are at most so many seconds long, by bound; the last has all of them.
struct MetricHistogram {
  static std::span<const double> bounds();  // without the last, which has none
  std::vector<std::uint64_t> up_to;         // cumulative, one more than bounds
  double sum = 0;
  std::uint64_t count() const { return up_to.empty() ? 0 : up_to.back(); }
};

struct MetricPoint {
  const MetricSpec* metric = nullptr;
  MetricLabels labels;
  double value = 0;
  MetricHistogram histogram{};  // of a histogram
};

/// All metrics at one instant, those of one name beside each other. Counters and histograms count from the start of
/// the run.
struct MetricSnapshot {
  Instant started{}, at{};
  bool last = false;  // of the finished, judged run
  std::vector<MetricPoint> points;
};
using SnapshotPtr = std::shared_ptr<const MetricSnapshot>;

/// Whose metrics they are: what does not change while a run lasts.
struct MetricSource {
  std::string run, host;
  MetricLabels labels;  // of every value: the run's name, and the user's with names made fit for Prometheus
  const std::string& name() const { return labels.front().second; }
};

}  // namespace loadtest
