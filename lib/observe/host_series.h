#pragma once

#include "observe/host_reading.h"
#include "observe/rate_recorder.h"

namespace loadtest {

/// What a host did over time, out of what it counted at each look; names as in docs/observations.md.
class HostSeries {
 public:
  void add(const HostReading&);
  /// What was never known is left out.
  void conclude(TimePoint t0, Observed&) const;

 private:
  void add_shares(const HostReading&, Nanos passed);
  void add_network(const HostReading&, Nanos passed);

  std::optional<HostReading> last_;
  SeriesRecorder busy_{"cpu.busy", "share"}, steal_{"cpu.steal", "share"}, own_{"cpu.loadtest", "share"};
  SeriesRecorder throttled_{"cpu.throttled", "share"};
  SeriesRecorder load1_{"load1", ""}, memory_{"memory.available", "bytes"}, network_used_{"network.used", "share"};
  RateRecorder received_{"network.received", "bytes/s"}, sent_{"network.sent", "bytes/s"};
  RateRecorder loopback_{"loopback.sent", "bytes/s"};
  RateRecorder segments_{"tcp.segments", "/s"}, retransmits_{"tcp.retransmits", "/s"};
  RateRecorder read_{"disk.read", "bytes/s"}, written_{"disk.written", "bytes/s"};
};

}  // namespace loadtest
