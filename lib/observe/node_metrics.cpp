#include "observe/node_metrics.h"

#include <algorithm>

namespace loadtest {

void NodeMetrics::add(const MetricLine& line) {
  if (!line.name.starts_with("node_")) return;
  const std::string_view name = line.name.substr(5);
  const auto tcp = [this]() -> HostReading::Tcp& { return reading_.tcp ? *reading_.tcp : reading_.tcp.emplace(); };
  if (name == "cpu_seconds_total") {
    if (!cpu_) cpu_.emplace();
    cpus_.insert(metric_label(line.labels, "cpu"));
    const std::string mode = metric_label(line.labels, "mode");
    cpu_->all += line.value;
    if (mode == "steal") cpu_->steal += line.value;
    if (mode != "idle" && mode != "iowait" && mode != "steal") cpu_->busy += line.value;
  } else if (name == "load1") {
    reading_.load1 = line.value;
  } else if (name == "memory_MemAvailable_bytes") {
    reading_.memory_available = line.value;
  } else if (name == "memory_MemTotal_bytes") {
    reading_.memory_total = line.value;
  } else if (name == "network_receive_bytes_total") {
    interface(line).received = line.value;
  } else if (name == "network_transmit_bytes_total") {
    interface(line).sent = line.value;
  } else if (name == "network_speed_bytes") {
    if (line.value > 0) interface(line).speed = line.value;
  } else if (name == "netstat_Tcp_OutSegs") {
    tcp().segments = line.value;
  } else if (name == "netstat_Tcp_RetransSegs") {
    tcp().retransmits = line.value;
  } else if (name == "disk_read_bytes_total") {
    disks_[metric_label(line.labels, "device")].read = line.value;
  } else if (name == "disk_written_bytes_total") {
    disks_[metric_label(line.labels, "device")].written = line.value;
  }
}

HostReading::Interface& NodeMetrics::interface(const MetricLine& line) {
  return interfaces_[metric_label(line.labels, "device")];
}

HostReading NodeMetrics::reading(TimePoint at) const {
  HostReading reading = reading_;
  reading.at = at;
  reading.cpu = cpu_;
  if (reading.cpu) reading.cpu->cpus = static_cast<unsigned>(cpus_.size());
  for (const auto& [name, one] : interfaces_) {
    if (name == "lo") reading.loopback_sent = one.sent;
    if (is_own_interface(name)) reading.interfaces.push_back({name, one.received, one.sent, one.speed});
  }
  for (const auto& [name, one] : disks_) {
    const auto contains = [&](const auto& other) { return is_partition_of(name, other.first); };
    if (!is_own_disk(name) || std::any_of(disks_.begin(), disks_.end(), contains)) continue;
    if (!reading.disks) reading.disks.emplace();
    reading.disks->read += one.read;
    reading.disks->written += one.written;
  }
  return reading;
}

}  // namespace loadtest
