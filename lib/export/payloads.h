#pragma once

#include <string>
#include <vector>

#include "export/metric.h"

namespace loadtest {

/// What is sent of some updates, oldest first, in the words of each receiver.

/// Prometheus' remote write 1.0: a WriteRequest as a protocol buffer, not yet compressed.
std::string remote_write_request(const std::vector<SnapshotPtr>&, const MetricSource&);
/// The same as one block of Snappy, as it is sent.
std::string remote_write_payload(const std::vector<SnapshotPtr>&, const MetricSource&);
/// OTLP/HTTP: an ExportMetricsServiceRequest as JSON.
std::string otlp_payload(const std::vector<SnapshotPtr>&, const MetricSource&);
/// InfluxDB's line protocol, in nanoseconds.
std::string influx_payload(const std::vector<SnapshotPtr>&, const MetricSource&);
/// The page of the last one, for Prometheus' pushgateway.
std::string pushgateway_payload(const std::vector<SnapshotPtr>&, const MetricSource&);

}  // namespace loadtest
