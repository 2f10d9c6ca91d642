#pragma once

#include <string>

#include "export/metric.h"
#include "report/metrics_page.h"

namespace loadtest {

/// What a reader of metrics asks for in its Accept header, and what it is then told that it gets.
MetricsForm wanted_form(std::string_view accept);
std::string_view content_type(MetricsForm);
/// The metrics as a page that Prometheus reads.
std::string exposition(const MetricSnapshot&, const MetricSource&, MetricsForm);

}  // namespace loadtest
