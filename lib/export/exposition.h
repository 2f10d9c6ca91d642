#pragma once

#include <string>

#include "export/metric.h"

namespace loadtest {

/// A page of metrics as Prometheus reads them: OpenMetrics 1.0, or the older text format.
enum class Exposition : std::uint8_t { open_metrics, classic };
/// What it asks for in its Accept header.
Exposition wanted_exposition(std::string_view accept);
std::string_view content_type(Exposition);
std::string exposition(const MetricSnapshot&, const MetricSource&, Exposition);

}  // namespace loadtest
