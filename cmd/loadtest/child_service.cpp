#include "loadtest/child_service.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "loadtest/log_line.h"
#include "target/poll_until.h"

extern char** environ;

namespace loadtest {

namespace {

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

void close_fd(int& fd) {
  if (fd >= 0) ::close(fd);
  fd = -1;
}

/// What a child of ours is given.
class SpawnPlan {
 public:
  // The child's end of the pipe comes to lie on a fixed descriptor; `watched` and `output` lie above it.
  SpawnPlan(int watched, int output) {
    posix_spawn_file_actions_init(&actions_);
    posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions_, output, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions_, watched, child_pipe);
    posix_spawn_file_actions_addclosefrom_np(&actions_, child_pipe + 1);
    posix_spawnattr_init(&attributes_);
    sigset_t all, none;
    sigfillset(&all);
    sigemptyset(&none);
    posix_spawnattr_setsigdefault(&attributes_, &all);
    posix_spawnattr_setsigmask(&attributes_, &none);
    posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
  }
  ~SpawnPlan() {
    posix_spawnattr_destroy(&attributes_);
    posix_spawn_file_actions_destroy(&actions_);
  }
  SpawnPlan(const SpawnPlan&) = delete;
  SpawnPlan& operator=(const SpawnPlan&) = delete;

  int spawn(int& pid, std::vector<std::string> arguments) const {
    std::vector<char*> argv;
    for (std::string& argument : arguments) argv.push_back(argument.data());
    argv.push_back(nullptr);
    return ::posix_spawn(&pid, "/proc/self/exe", &actions_, &attributes_, argv.data(), reduced_environment().data());
  }

 private:
  posix_spawn_file_actions_t actions_;
  posix_spawnattr_t attributes_;
};

}  // namespace

Result<std::unique_ptr<ChildService>> ChildService::start(ServiceOrder order) {
  std::unique_ptr<ChildService> service(new ChildService(std::move(order)));
  if (auto spawned = service->spawn(); !spawned) return tl::unexpected(spawned.error());
  return service;
}

Status ChildService::spawn() {
  std::array<int, 2> watched{-1, -1};
  std::array<int, 2> output{-1, -1};
  int error = ::pipe2(watched.data(), O_CLOEXEC) != 0 || ::pipe2(output.data(), O_CLOEXEC) != 0 ? errno : 0;
  if (error == 0) {
    int moved = ::fcntl(watched[0], F_DUPFD_CLOEXEC, child_pipe + 1);
    int written = ::fcntl(output[1], F_DUPFD_CLOEXEC, child_pipe + 1);
    std::vector<std::string> arguments{"loadtest", "target", "--parent-pipe", std::to_string(child_pipe)};
    if (told_as() == LogFormat::json)
      arguments.insert(arguments.end(), {"--log-format", "json"});  // it shares our stderr
    arguments.insert(arguments.end(), order_.options.begin(), order_.options.end());
    error = SpawnPlan(moved, written).spawn(pid_, std::move(arguments));
    for (int* end : {&moved, &written}) close_fd(*end);
  }
  pipe_ = watched[1];
  output_ = output[0];
  for (int* end : {&watched[0], &output[1]}) close_fd(*end);
  if (error == 0) return {};
  pid_ = -1;
  return fail(ErrorKind::target, fmt::format("{} cannot be started: {}", order_.what, std::strerror(error)));
}

Result<bool> ChildService::take_output() {
  std::array<char, 512> buffer{};
  const ssize_t got = ::read(output_, buffer.data(), buffer.size());
  if (got < 0 && errno == EINTR) return false;
  if (got <= 0) return fail(ErrorKind::target, fmt::format("{} ended by itself", order_.what));
  text_.append(buffer.data(), static_cast<std::size_t>(got));
  for (std::size_t end = text_.find('\n'); end != std::string::npos; end = text_.find('\n')) {
    const std::string line = text_.substr(0, end);
    text_.erase(0, end + 1);
    const std::size_t colon = line.find(": ");
    if (colon == std::string::npos) continue;  // the counters at the end
    if (line.starts_with("error: ")) return fail(ErrorKind::target, line.substr(colon + 2));
    addresses_[line.substr(0, colon)] = line.substr(colon + 2);
  }
  return std::all_of(order_.addresses.begin(), order_.addresses.end(),
                     [this](const std::string& name) { return addresses_.contains(name); });
}

std::optional<std::string> ChildService::address(std::string_view name) const {
  const auto found = addresses_.find(name);
  return found == addresses_.end() ? std::nullopt : std::optional(found->second);
}

void ChildService::stop() { close_fd(pipe_); }

void ChildService::leave() {
  stop();
  pid_ = -1;
}

ChildService::~ChildService() {
  stop();
  if (pid_ > 0) {
    int process = static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0));  // glibc 2.36 does not declare it for C++
    if (process < 0 || !target::poll_until(process, Clock::now() + order_.stop_timeout)) ::kill(pid_, SIGKILL);
    close_fd(process);
    while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
    }
  }
  close_fd(output_);
}

}  // namespace loadtest
