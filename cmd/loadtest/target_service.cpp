#include "loadtest/target_service.h"

#include <fcntl.h>
#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "loadtest/problems.h"
#include "target/chat_processes.h"
#include "target/chat_server.h"

namespace loadtest {

namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

constexpr Nanos chat_timeout = 3s;       // the closing handshakes have a time-out of 2 s
constexpr Nanos database_timeout = 15s;  // its keeper needs 9 s at most

}  // namespace

struct TargetService::Processes {
  target::SharedPort port;
  std::vector<target::ChatWorker> workers;
};

Result<std::unique_ptr<TargetService>> TargetService::make(target::TargetConfig config,
                                                           std::optional<target::PostgresOptions> options,
                                                           int parent_pipe) {
  auto board = std::make_unique<target::StatsBoard>(config.processes);
  std::optional<Processes> processes;
  if (config.processes > 1) {
    auto port = target::SharedPort::take(config.bind, config.port);
    if (!port) return tl::unexpected(port.error());
    config.port = port->number();
    auto workers = target::start_chat_workers(config, *board);
    if (!workers) return tl::unexpected(workers.error());
    processes.emplace(Processes{std::move(*port), std::move(*workers)});
  }
  return std::unique_ptr<TargetService>(
      new TargetService(std::move(config), std::move(board), std::move(processes), options, parent_pipe));
}

TargetService::TargetService(target::TargetConfig config, std::unique_ptr<target::StatsBoard> board,
                             std::optional<Processes> processes, std::optional<target::PostgresOptions> options,
                             int parent_pipe)
    : config_(std::move(config)),
      board_(std::move(board)),
      options_(options),
      signals_(io_, SIGINT, SIGTERM),
      parent_(io_),
      database_output_(io_),
      deadline_(io_) {
  if (parent_pipe >= 0) parent_.assign(parent_pipe);
  if (processes) {
    chat_ = std::make_unique<target::ChatProcesses>(io_, std::move(processes->port), processes->workers,
                                                    [this](const Error& error) { fail_with(error); });
  } else {
    chat_ = std::make_unique<target::ChatServer>(io_, config_, *board_, 0, parent_pipe);
  }
}

Status TargetService::serve() {
  if (auto listening = chat_->listen(); !listening) return listening;
  wait_for_signal();
  wait_for_parent();
  if (!options_) {
    let_in();
  } else if (auto started = start_database(*options_); !started) {
    return started;
  }
  io_.run();
  const target::TargetStats counted = board_->total();
  if (announced_) print_out(counted.json() + "\n");
  if (counted.full > 0) {
    tell_line("loadtest target",
              "connections had to wait since no descriptor was free: raise ulimit -Hn, or fs.file-max, "
              "or serve from more --processes");
  }
  return failure_;
}

void TargetService::wait_for_signal() {
  signals_.async_wait([this](boost::system::error_code error, int) {
    if (!error) stop();
  });
}

void TargetService::wait_for_parent() {
  if (!parent_.is_open()) return;
  parent_.async_read_some(asio::buffer(byte_), [this](boost::system::error_code error, std::size_t) {
    if (error == asio::error::operation_aborted) return;
    error ? stop() : wait_for_parent();
  });
}

Status TargetService::start_database(const target::PostgresOptions& options) {
  ServiceOrder order{.what = "the database",
                     .options = {"--keep-database", "--db-max-connections", std::to_string(options.max_connections)},
                     .addresses = {"db", "chat-db"},
                     .stop_timeout = database_timeout};
  if (options.port) order.options.insert(order.options.end(), {"--db-port", std::to_string(*options.port)});
  auto started = ChildService::start(std::move(order));
  if (!started) return tl::unexpected(started.error());
  database_ = std::move(*started);
  const int output = ::fcntl(database_->output(), F_DUPFD_CLOEXEC, 0);
  if (output < 0) return fail(ErrorKind::target, fmt::format("the database cannot be heard: {}", std::strerror(errno)));
  database_output_.assign(output);
  ++parts_;
  wait_for_database();
  return {};
}

void TargetService::wait_for_database() {
  database_output_.async_wait(asio::posix::stream_descriptor::wait_read, [this](boost::system::error_code error) {
    if (!error) on_database();
  });
}

void TargetService::on_database() {
  const auto ready = database_->take_output();
  if (ready) {
    if (*ready && !stopping_) connect_chat();
    return wait_for_database();
  }
  fail_with(ready.error());
  finish_part();
}

void TargetService::connect_chat() {
  if (std::exchange(connecting_, true)) return;
  const auto connected = [this](const Status& status) { status ? let_in() : fail_with(status.error()); };
  const Secret address(*database_->address("chat-db"));
  if (auto used = chat_->use_database(address, options_->chat_connections, connected); !used) connected(used);
}

void TargetService::let_in() {
  if (stopping_) return;
  chat_->open([this](const Status& opened) { opened ? announce() : fail_with(opened.error()); });
}

void TargetService::announce() {
  if (stopping_) return;
  announced_ = true;
  std::string lines = fmt::format("ws: {}\n", target::ws_url(config_, chat_->port()));
  if (database_) lines += fmt::format("db: {}\n", *database_->address("db"));
  print_out(lines);
}

void TargetService::fail_with(Error error) {
  if (stopping_) return;
  failure_ = tl::unexpected(std::move(error));
  stop();
}

void TargetService::stop() {
  if (std::exchange(stopping_, true)) {  // asked twice: at once
    if (database_) database_->leave();
    return io_.stop();
  }
  wait_for_signal();
  deadline_.expires_after(database_ ? database_timeout : chat_timeout);
  deadline_.async_wait([this](boost::system::error_code) { io_.stop(); });
  if (database_) database_->stop();
  chat_->shut_down([this] { finish_part(); });
}

void TargetService::finish_part() {
  if (--parts_ == 0) io_.stop();
}

}  // namespace loadtest
