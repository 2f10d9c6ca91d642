#include "observe/host_series.h"

#include <algorithm>

namespace loadtest {
namespace {

double share_of(double part, double whole) { return whole > 0 ? std::clamp(part / whole, 0.0, 1.0) : 0; }

const HostReading::Interface* find_interface(const HostReading& reading, std::string_view name) {
  const auto found = std::find_if(reading.interfaces.begin(), reading.interfaces.end(),
                                  [&](const auto& one) { return one.name == name; });
  return found == reading.interfaces.end() ? nullptr : &*found;
}

}  // namespace

void HostSeries::add(const HostReading& reading) {
  if (last_ && reading.at - last_->at < looks_apart_min) return;
  if (reading.load1) load1_.add(reading.at, *reading.load1);
  if (reading.memory_available) memory_.add(reading.at, *reading.memory_available);
  loopback_.add(reading.at, reading.loopback_sent);
  if (reading.tcp) {
    segments_.add(reading.at, reading.tcp->segments);
    retransmits_.add(reading.at, reading.tcp->retransmits);
  }
  if (reading.disks) {
    read_.add(reading.at, reading.disks->read);
    written_.add(reading.at, reading.disks->written);
  }
  double received = 0, sent = 0;
  for (const auto& one : reading.interfaces) {
    received += one.received;
    sent += one.sent;
  }
  if (!reading.interfaces.empty()) {
    received_.add(reading.at, received);
    sent_.add(reading.at, sent);
  }
  if (last_) {
    add_shares(reading, reading.at - last_->at);
    add_network(reading, reading.at - last_->at);
  }
  last_ = reading;
}

void HostSeries::add_shares(const HostReading& now, Nanos passed) {
  if (now.cpu && last_->cpu) {
    const double all = now.cpu->all - last_->cpu->all;
    if (all > 0) {
      busy_.add(now.at, share_of(now.cpu->busy - last_->cpu->busy, all));
      steal_.add(now.at, share_of(now.cpu->steal - last_->cpu->steal, all));
      if (now.own_cpu && last_->own_cpu) own_.add(now.at, share_of(*now.own_cpu - *last_->own_cpu, all));
    }
  }
  if (now.throttled && last_->throttled) {
    // Held back on two processors at once is not held back twice as long, and a period not all of it.
    const double held =
        std::min(now.throttled->time - last_->throttled->time, now.throttled->periods - last_->throttled->periods);
    throttled_.add(now.at, share_of(held, to_seconds(passed)));
  }
}

void HostSeries::add_network(const HostReading& now, Nanos passed) {
  std::optional<double> most;
  for (const auto& one : now.interfaces) {
    const auto* before = find_interface(*last_, one.name);
    if (before == nullptr || !one.speed || *one.speed <= 0) continue;
    const double bytes = std::max(one.received - before->received, one.sent - before->sent);
    most = std::max(most.value_or(0), bytes / to_seconds(passed) / *one.speed);
  }
  if (most) network_used_.add(now.at, *most);
}

void HostSeries::conclude(TimePoint t0, Observed& observed) const {
  for (const SeriesRecorder* one : {&busy_, &steal_, &own_, &throttled_, &load1_, &memory_, &network_used_})
    keep(one->series(t0), observed);
  for (const RateRecorder* one : {&received_, &sent_, &loopback_, &segments_, &retransmits_, &read_, &written_})
    keep(one->series(t0), observed);
  if (!last_) return;
  if (last_->cpu && last_->cpu->cpus > 0)
    observed.figures.push_back({"cpus", "", static_cast<double>(last_->cpu->cpus)});
  if (last_->memory_total) observed.figures.push_back({"memory.total", "bytes", *last_->memory_total});
  double speed = 0;
  for (const auto& one : last_->interfaces) speed = std::max(speed, one.speed.value_or(0));
  if (speed > 0) observed.figures.push_back({"network.speed", "bytes/s", speed});
}

}  // namespace loadtest
