#include "loadtest/embedded_target.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>
#include <vector>

#include "core/clock.h"

extern char** environ;

namespace loadtest {

namespace {

using namespace std::chrono_literals;

constexpr int child_pipe = 3;  // where the child finds the pipe that it watches
constexpr Nanos start_timeout = 10s;
constexpr Nanos stop_timeout = 5s;

std::vector<char*> reduced_environment() {
  constexpr std::array<std::string_view, 4> kept{"PATH=", "HOME=", "LANG=", "TMPDIR="};
  std::vector<char*> environment;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    const bool keep = text.starts_with("LC_") ||
                      std::any_of(kept.begin(), kept.end(), [&](auto prefix) { return text.starts_with(prefix); });
    if (keep) environment.push_back(*entry);
  }
  environment.push_back(nullptr);
  return environment;
}

int poll_until(int fd, TimePoint deadline) {
  for (;;) {
    const Nanos left = std::max(Nanos{0}, Nanos(deadline - Clock::now()));
    pollfd watched{.fd = fd, .events = POLLIN, .revents = 0};
    const int ready = ::poll(&watched, 1, static_cast<int>(left / 1ms) + 1);
    if (ready >= 0 || errno != EINTR) return ready;
  }
}

void close_fd(int& fd) {
  if (fd >= 0) ::close(fd);
  fd = -1;
}

}  // namespace

Result<std::unique_ptr<EmbeddedTarget>> EmbeddedTarget::start() {
  std::unique_ptr<EmbeddedTarget> target(new EmbeddedTarget);
  if (auto spawned = target->spawn(); !spawned) return tl::unexpected(spawned.error());
  if (auto ready = target->read_url(); !ready) return tl::unexpected(ready.error());
  return target;
}

Status EmbeddedTarget::spawn() {
  std::array<int, 2> watched{-1, -1};
  std::array<int, 2> output{-1, -1};
  if (::pipe2(watched.data(), O_CLOEXEC) != 0 || ::pipe2(output.data(), O_CLOEXEC) != 0) {
    const int error = errno;
    for (int fd : {watched[0], watched[1]}) close_fd(fd);
    return fail(ErrorKind::target, fmt::format("the reference backend cannot be started: {}", std::strerror(error)));
  }
  // The child's end of the pipe comes to lie on descriptor 3, over which nothing else of ours may be copied before.
  int moved = ::fcntl(watched[0], F_DUPFD_CLOEXEC, child_pipe + 1);
  int written = ::fcntl(output[1], F_DUPFD_CLOEXEC, child_pipe + 1);
  pipe_ = watched[1];
  output_ = output[0];

  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, written, STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, moved, child_pipe);
  posix_spawn_file_actions_addclosefrom_np(&actions, child_pipe + 1);

  // Its own session: Ctrl-C at the terminal must not reach it before the run has drained.
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t all, none;
  sigfillset(&all);
  sigemptyset(&none);
  posix_spawnattr_setsigdefault(&attributes, &all);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);

  std::string name = "loadtest", command = "target", option = "--parent-pipe", fd = std::to_string(child_pipe);
  std::array<char*, 5> arguments{name.data(), command.data(), option.data(), fd.data(), nullptr};
  std::vector<char*> environment = reduced_environment();
  const int error = ::posix_spawn(&pid_, "/proc/self/exe", &actions, &attributes, arguments.data(), environment.data());
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  for (int* end : {&watched[0], &output[1], &moved, &written}) close_fd(*end);
  if (error == 0) return {};
  pid_ = -1;
  return fail(ErrorKind::target, fmt::format("the reference backend cannot be started: {}", std::strerror(error)));
}

Status EmbeddedTarget::read_url() {
  constexpr std::string_view prefix = "ws: ";
  const TimePoint deadline = Clock::now() + start_timeout;
  std::string text;
  std::array<char, 256> buffer{};
  while (text.find('\n') == std::string::npos) {
    if (poll_until(output_, deadline) <= 0) {
      return fail(ErrorKind::target,
                  fmt::format("the reference backend was not ready within {} s", start_timeout / 1s));
    }
    const ssize_t got = ::read(output_, buffer.data(), buffer.size());
    if (got <= 0) return fail(ErrorKind::target, "the reference backend ended while it was starting");
    text.append(buffer.data(), static_cast<std::size_t>(got));
  }
  if (!text.starts_with(prefix)) return fail(ErrorKind::internal, "the reference backend did not tell its address");
  ws_url_ = text.substr(prefix.size(), text.find('\n') - prefix.size());
  return {};
}

EmbeddedTarget::~EmbeddedTarget() {
  close_fd(pipe_);
  if (pid_ > 0) {
    int process = static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0));  // glibc 2.36 does not declare it for C++
    if (process < 0 || poll_until(process, Clock::now() + stop_timeout) <= 0) ::kill(pid_, SIGKILL);
    close_fd(process);
    while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
    }
  }
  close_fd(output_);
}

}  // namespace loadtest
