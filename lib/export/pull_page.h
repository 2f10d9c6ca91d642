#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>

#include "core/clock.h"
#include "export/export_spec.h"
#include "export/metric.h"
#include "http/server.h"

namespace loadtest {

/// The page /metrics on a port, which Prometheus reads when it likes.
class PullPage {
 public:
  /// Errors (usage): the port is not to be had.
  static Result<std::unique_ptr<PullPage>> listen(const ExportSpec&, const MetricSource&);
  void start();
  void show(SnapshotPtr);
  /// Waits until then at most for somebody who comes for the last update, if somebody came before. What the user should
  /// know, or nothing.
  std::string finish(TimePoint);

 private:
  PullPage(std::string where, std::unique_ptr<HttpServer> server, const MetricSource& source)
      : where_(std::move(where)), source_(source), server_(std::move(server)) {}
  HttpAnswer answer(const HttpQuestion&);

  const std::string where_;
  const MetricSource& source_;
  std::mutex mutex_;
  std::condition_variable read_;
  SnapshotPtr shown_;
  std::uint64_t reads_ = 0;
  TimePoint last_read_{};
  bool last_was_read_ = false;
  const std::unique_ptr<HttpServer> server_;  // ends before what its thread reads
};

}  // namespace loadtest
