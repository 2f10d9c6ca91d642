#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace loadtest {

/// Forms of Prometheus' text: the older one, OpenMetrics 1.0, and that of a file, which is the older one with units and
/// an end mark.
enum class MetricsForm : std::uint8_t { classic, open_metrics, file };

/// Writes Prometheus' text format, one family of metrics after the other.
class MetricsPage {
 public:
  using Labels = std::vector<std::pair<std::string, std::string>>;

  /// `everywhere` = labels of every sample, such as the run's name.
  MetricsPage(MetricsForm form, Labels everywhere) : form_(form), everywhere_(std::move(everywhere)) {}

  /// What follows belongs to it. `name` = as samples have it, of a counter with "_total"; one that ends with a unit
  /// says so. `type` = gauge, counter, summary or histogram.
  void family(std::string_view name, std::string_view type, std::string_view help);
  void sample(const Labels& labels, double value) { sample({}, labels, value); }
  void sample(std::string_view suffix, const Labels&, double value);

  std::string take();

 private:
  MetricsForm form_;
  Labels everywhere_;
  std::string family_, out_;
};

}  // namespace loadtest
