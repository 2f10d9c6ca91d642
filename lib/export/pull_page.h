#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "core/clock.h"
#include "export/export_spec.h"
#include "export/metric.h"
#include "wspp/server.h"

namespace loadtest {

/// The page /metrics on a port, which Prometheus reads when it likes; served from a thread of its own.
class PullPage final : private wspp::ServerObserver {
 public:
  static constexpr std::size_t readers_max = 16;  // at one time

  /// Errors (usage): the port is not to be had.
  static Result<std::unique_ptr<PullPage>> listen(const ExportSpec&, const MetricSource&);
  ~PullPage();
  void start();
  void show(SnapshotPtr);
  /// Waits until then at most for somebody who comes for the last update, if somebody came before. What the user should
  /// know, or nothing.
  std::string finish(TimePoint);

 private:
  PullPage(std::string where, const MetricSource& source);
  wspp::ConnectionObserver* on_request(const wspp::HttpRequest&) override { return nullptr; }
  void on_connection(wspp::ConnectionObserver*, wspp::ConnectionPtr) override {}
  wspp::HttpAnswer on_http(const wspp::HttpRequest&) override;
  void serve();
  void stop();
  void end_when_answered(TimePoint latest);

  const std::string where_;
  const MetricSource& source_;
  std::mutex mutex_;
  std::condition_variable read_;
  SnapshotPtr shown_;
  std::uint64_t reads_ = 0;
  TimePoint last_read_{};
  bool last_was_read_ = false;

  boost::asio::io_context io_{1};
  boost::asio::steady_timer ending_{io_};
  std::unique_ptr<wspp::Server> server_;
  std::thread thread_;
};

}  // namespace loadtest
