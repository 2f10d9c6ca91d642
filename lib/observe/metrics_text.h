#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace loadtest {

/// What an exporter says that a number is.
enum class MetricKind : std::uint8_t { unknown, counter, gauge, summary, histogram, other };

/// One line of an exporter.
struct MetricLine {
  std::string_view name;    // "http_requests_total"
  std::string_view labels;  // as they stand between the braces: method="GET",path="/"
  std::string_view family;  // "http_requests" where that was declared; else the name
  MetricKind kind = MetricKind::unknown;
  double value = 0;
};

/// Reads Prometheus' text format 0.0.4 and OpenMetrics 1.0. Returns how many lines it did not understand.
std::size_t read_metrics(std::string_view text, const std::function<void(const MetricLine&)>&);

/// The value of one label; empty where there is none.
std::string metric_label(std::string_view labels, std::string_view name);

}  // namespace loadtest
