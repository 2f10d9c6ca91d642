#pragma once

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "dashboard/access.h"
#include "dashboard/kept_progress.h"
#include "dashboard/viewer.h"
#include "page/page_data.h"
#include "report/companion.h"
#include "wspp/server.h"

namespace loadtest {

/// Serves the page of a run and feeds its viewers, on a thread of its own. Whatever a viewer does, nobody else waits
/// for it: one who does not read is dropped, and what comes in faster than it can be shown is counted and left out.
class LiveServer final : private wspp::ServerObserver, private ViewerHost {
 public:
  static constexpr std::size_t viewers_max = 64, strangers_max = 8, undecided_max = 16, waiting_max = 30;
  static constexpr Nanos flush_max = std::chrono::milliseconds(900);

  LiveServer();
  ~LiveServer();

  /// Takes the port. Errors (usage): it is not to be had.
  Status listen(const LiveAddress&, std::string_view machine);
  /// What opens the page.
  Secret url() const { return access_->url(); }

  // From here on on the thread that runs the load; each returns at once.
  /// Begins to serve.
  void start(const Report& described, RunSteering&);
  void show(const Progress&);
  void over(std::string message);
  void begin_end();
  /// Viewers get what they were sent and goodbye, for as long as flush_max. What there is to tell of them.
  std::vector<std::string> end();

 private:
  void serve();
  wspp::ConnectionObserver* on_request(const wspp::HttpRequest&) override;
  void on_connection(wspp::ConnectionObserver*, wspp::ConnectionPtr) override;
  wspp::HttpAnswer on_http(const wspp::HttpRequest&) override;
  bool knows_token(std::string_view token) override { return access_->knows_token(token); }
  void on_admitted(Viewer&, bool wants_page) override;
  void on_order(const ViewerOrder&) override;
  void on_gone(Viewer&) override;

  void take(const std::shared_ptr<const KeptProgress>&);
  void broadcast(std::string_view message);
  void send(Viewer&, std::string_view message);
  void forget(Viewer&);
  void say_goodbye();
  const std::string& so_far();

  boost::asio::io_context io_{1};
  std::optional<Access> access_;
  std::thread thread_;
  std::atomic<std::size_t> admitted_{0}, waiting_{0};
  std::uint64_t left_out_ = 0;  // seconds that were not shown: the load's thread counts

  // What follows belongs to the thread.
  std::unique_ptr<wspp::Server> server_;
  std::map<std::uint64_t, std::unique_ptr<Viewer>> viewers_;
  std::uint64_t next_id_ = 0, dropped_ = 0;
  Redactor redactor_;
  std::optional<LiveHistory> history_;
  std::shared_ptr<const KeptProgress> latest_;
  std::string page_, so_far_, over_, failure_;
  RunSteering* steering_ = nullptr;
  boost::asio::steady_timer flush_{io_};
  bool stopping_ = false, ending_ = false;
};

}  // namespace loadtest
