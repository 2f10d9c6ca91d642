#pragma once

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <optional>

#include "core/error.h"
#include "loadtest/child_service.h"
#include "target/chat_host.h"
#include "target/postgres_options.h"
#include "target/stats_board.h"

namespace loadtest {

/// The reference backend, with its database where that is asked for. Serves until a signal comes, or until the pipe
/// held by a parent reaches its end.
class TargetService {
 public:
  /// Where the configuration says several processes, they are started here: before any thread and event loop is made.
  /// Errors (target).
  static Result<std::unique_ptr<TargetService>> make(target::TargetConfig, std::optional<target::PostgresOptions>,
                                                     int parent_pipe);
  /// Tells the addresses on standard output when all is ready, and the counters at the end. Errors (target): a part
  /// does not start, or ended by itself.
  Status serve();

 private:
  struct Processes;  // the chat's, where there are several
  TargetService(target::TargetConfig, std::unique_ptr<target::StatsBoard>, std::optional<Processes>,
                std::optional<target::PostgresOptions>, int parent_pipe);

  void wait_for_signal();
  void wait_for_parent();
  Status start_database(const target::PostgresOptions&);
  void wait_for_database();
  void on_database();
  void connect_chat();
  void let_in();
  void announce();
  void fail_with(Error);
  void stop();
  void finish_part();

  boost::asio::io_context io_{1};
  target::TargetConfig config_;
  std::unique_ptr<target::StatsBoard> board_;
  std::unique_ptr<target::ChatHost> chat_;
  std::optional<target::PostgresOptions> options_;
  std::unique_ptr<ChildService> database_;
  boost::asio::signal_set signals_;
  boost::asio::posix::stream_descriptor parent_;
  boost::asio::posix::stream_descriptor database_output_;
  boost::asio::steady_timer deadline_;
  std::array<char, 16> byte_{};
  Status failure_;
  int parts_ = 1;            // that still run
  bool connecting_ = false;  // the chat to its database
  bool announced_ = false;
  bool stopping_ = false;
};

}  // namespace loadtest
