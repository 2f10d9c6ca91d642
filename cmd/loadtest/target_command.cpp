#include "loadtest/target_command.h"

#include <fmt/format.h>
#include <signal.h>

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <utility>

#include "core/units.h"
#include "loadtest/open_files.h"
#include "loadtest/problems.h"
#include "target/chat_server.h"

namespace loadtest {

namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

/// Serves until a signal comes, or until the pipe held by a parent reaches its end.
class Service {
 public:
  Service(target::TargetConfig config, int parent_pipe)
      : server_(io_, std::move(config), parent_pipe), signals_(io_, SIGINT, SIGTERM), parent_(io_), deadline_(io_) {
    if (parent_pipe >= 0) parent_.assign(parent_pipe);
  }

  Status serve() {
    if (auto listening = server_.listen(); !listening) return listening;
    signals_.async_wait([this](boost::system::error_code error, int) {
      if (!error) stop();
    });
    wait_for_parent();
    print_out(fmt::format("ws: {}\n", server_.ws_url()));
    io_.run();
    print_out(server_.stats().json() + "\n");
    return {};
  }

 private:
  void wait_for_parent() {
    if (!parent_.is_open()) return;
    parent_.async_read_some(asio::buffer(byte_), [this](boost::system::error_code error, std::size_t) {
      if (error == asio::error::operation_aborted) return;
      error ? stop() : wait_for_parent();
    });
  }

  void stop() {
    if (std::exchange(stopping_, true)) return io_.stop();  // asked twice: at once
    signals_.async_wait([this](boost::system::error_code error, int) {
      if (!error) io_.stop();
    });
    deadline_.expires_after(3s);  // the closing handshakes have a time-out of 2 s
    deadline_.async_wait([this](boost::system::error_code) { io_.stop(); });
    server_.shut_down([this] { io_.stop(); });
  }

  asio::io_context io_{1};
  target::ChatServer server_;
  asio::signal_set signals_;
  asio::posix::stream_descriptor parent_;
  asio::steady_timer deadline_;
  std::array<char, 16> byte_{};
  bool stopping_ = false;
};

ExitCode run_target(const CommandInput& input) {
  Problems problems = input.problems;
  target::TargetConfig config = target::read_target_config(input.settings, problems);
  int parent_pipe = -1;
  if (const auto text = input.settings.get("parent-pipe")) {
    if (const auto fd = parse_count(*text, 3, 1'000'000)) {
      parent_pipe = static_cast<int>(*fd);
    } else {
      problems.push_back({ErrorKind::usage, "--parent-pipe: " + fd.error().message, {}});
    }
  }
  if (!problems.empty()) return tell("loadtest target", problems);

  if (const auto files = reserve_open_files(0, 1); !files) return tell("loadtest target", {files.error()});
  signal(SIGPIPE, SIG_IGN);  // whoever reads our output may be gone before us
  Service service(std::move(config), parent_pipe);
  if (const auto served = service.serve(); !served) return tell("loadtest target", {served.error()});
  return ExitCode::passed;
}

}  // namespace

Command target_command() {
  const auto options = target::target_options();
  Command command{.name = "target",
                  .summary = "serve the reference backend until stopped",
                  .options = {options.begin(), options.end()},
                  .examples = {"loadtest target --port 8000", "loadtest target --latency 200ms --jitter 50ms",
                               "loadtest target --stall-every 10s --stall-for 2s"},
                  .run = run_target};
  // Without help text it is not shown: only --embedded uses it.
  command.options.push_back({.name = "parent-pipe", .value = "FD", .fallback = "(none)", .help = ""});
  return command;
}

}  // namespace loadtest
