#include "target/chat_worker.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <string>

#include "target/chat_server.h"

namespace loadtest::target {

namespace {

constexpr Nanos close_timeout = std::chrono::seconds(3);  // the closing handshakes have one of 2 s

/// What a worker process runs.
class Worker {
 public:
  Worker(int control, const TargetConfig& config, StatsBoard& board, unsigned index)
      : server_(io_, config, board, index, control), control_(io_, control), deadline_(io_) {}

  void run() {
    wait_for_order();
    io_.run();
  }

 private:
  void wait_for_order() {
    control_.async_wait(boost::asio::posix::stream_descriptor::wait_read, [this](boost::system::error_code error) {
      std::array<char, 4096> packet;
      const ssize_t got = error ? -1 : ::recv(control_.native_handle(), packet.data(), packet.size(), 0);
      if (got <= 0) return stop();
      obey(std::string_view(packet.data(), static_cast<std::size_t>(got)));
      wait_for_order();
    });
  }

  void obey(std::string_view order) {
    const std::string_view word = order.substr(0, order.find(' '));
    std::uint64_t number = 0;
    const char* rest = order.data() + word.size();
    if (word != order) rest = std::from_chars(rest + 1, order.data() + order.size(), number).ptr;
    if (word == worker_words::listen) {
      answer(server_.listen(TimePoint(Nanos(number))));
    } else if (word == worker_words::open) {
      server_.open([this](const Status& opened) { answer(opened); });
    } else if (word == worker_words::database) {
      const Secret address(std::string(rest + 1, order.data() + order.size()));
      const auto connected = [this](const Status& status) { answer(status); };
      if (auto used = server_.use_database(address, static_cast<std::uint32_t>(number), connected); !used) answer(used);
    }
  }

  void answer(const Status& status) {
    const std::string text = status ? std::string(worker_words::done) : status.error().line();
    ::send(control_.native_handle(), text.data(), text.size(), MSG_NOSIGNAL);
  }

  void stop() {
    deadline_.expires_after(close_timeout);
    deadline_.async_wait([this](boost::system::error_code) { io_.stop(); });
    server_.shut_down([this] { io_.stop(); });
  }

  boost::asio::io_context io_{1};
  ChatServer server_;
  boost::asio::posix::stream_descriptor control_;
  boost::asio::steady_timer deadline_;
};

// Nothing of its parent's is of use to it, and what it held open would look as if that lived.
int keep_only(int control) {
  constexpr int place = STDERR_FILENO + 1;
  const int nothing = ::open("/dev/null", O_RDWR);
  ::dup2(nothing, STDIN_FILENO);
  ::dup2(nothing, STDOUT_FILENO);
  if (control != place) ::dup2(control, place);
  ::closefrom(place + 1);
  return place;
}

[[noreturn]] void become_worker(int control, TargetConfig config, StatsBoard& board, unsigned index) {
  // A terminal's Ctrl-C reaches all of us; the parent tells when it is time.
  for (const int number : {SIGINT, SIGTERM}) ::signal(number, SIG_IGN);
  config.faults.capacity_per_s /= config.processes;
  int code = 0;
  try {
    Worker(keep_only(control), config, board, index).run();
  } catch (...) {
    code = 1;
  }
  ::_exit(code);
}

}  // namespace

Result<std::vector<ChatWorker>> start_chat_workers(const TargetConfig& config, StatsBoard& board) {
  std::vector<ChatWorker> workers;
  for (unsigned i = 0; i < config.processes; ++i) {
    std::array<int, 2> ends{-1, -1};
    const bool paired = ::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) == 0;
    const int pid = paired ? ::fork() : -1;
    if (pid == 0) become_worker(ends[1], config, board, i);
    const int error = errno;
    if (paired) ::close(ends[1]);
    if (pid < 0) {
      for (const ChatWorker& worker : workers) ::close(worker.control);  // which ends them
      if (paired) ::close(ends[0]);
      return fail(ErrorKind::target, "a process for the chat cannot be started: " + std::string(std::strerror(error)),
                  "try fewer --processes");
    }
    workers.push_back({pid, ends[0]});
  }
  return workers;
}

}  // namespace loadtest::target
