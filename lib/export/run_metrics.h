#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "export/metric.h"
#include "report/report.h"
#include "stats/progress.h"

namespace loadtest {

/// Adds up what a run shows while it lasts. Each second is told once and added once, so that at the end the counters
/// are those of the result; where a search runs one level after another, those of all its levels.
class RunMetrics {
 public:
  void begin(const Report& described);
  void add(const Progress&);
  /// How it stands.
  SnapshotPtr now();
  /// The last one: of the finished run.
  SnapshotPtr conclude(const Report&);

  const MetricSource& source() const { return source_; }

 private:
  struct Operation {
    std::string name;
    std::uint64_t started = 0, ok = 0, failed = 0, dropped = 0, cancelled = 0;
    std::map<std::string, std::uint64_t> errors;
    MetricHistogram response;
    SparseHistogram recent;
  };
  struct Track {
    std::string name;
    std::uint32_t users = 0, users_asked = 0;
    std::uint64_t planned = 0;
    std::vector<Operation> operations;
  };
  void add(Track&, const Progress::TrackNow&) const;
  void points_of(const Track&, std::vector<MetricPoint>&) const;
  std::shared_ptr<MetricSnapshot> take(bool last);

  MetricSource source_;
  MetricLabels info_;
  Redactor redactor_;
  Instant started_{}, told_{};
  Nanos elapsed_{0};
  std::vector<Track> tracks_;
};

}  // namespace loadtest
