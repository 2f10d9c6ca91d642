#include "target/child_process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <utility>

namespace loadtest::target {

namespace {

constexpr int first_inherited = 3;

// Between fork() and exec: only what is safe to call there.
[[noreturn]] void become(char* const* arguments, const ProgramStart& start, int parent) {
  ::setsid();
  ::prctl(PR_SET_PDEATHSIG, start.death_signal);
  if (::getppid() != parent) ::_exit(127);  // died before it could be noticed
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGQUIT}) ::signal(number, SIG_DFL);
  // Duplicated high first, so that none is overwritten before it is in its place.
  const int output = ::fcntl(start.output, F_DUPFD, 64);
  const int inherited = start.inherited < 0 ? -1 : ::fcntl(start.inherited, F_DUPFD, 64);
  const int nothing = ::open("/dev/null", O_RDONLY);
  ::dup2(nothing, STDIN_FILENO);
  ::dup2(output, STDOUT_FILENO);
  ::dup2(output, STDERR_FILENO);
  if (inherited >= 0) ::dup2(inherited, first_inherited);
  ::closefrom(inherited >= 0 ? first_inherited + 1 : first_inherited);
  ::execv(arguments[0], arguments);
  ::_exit(127);
}

}  // namespace

void adopt_orphans() { ::prctl(PR_SET_CHILD_SUBREAPER, 1); }

void end_children() {
  const std::string path = fmt::format("/proc/self/task/{}/children", ::getpid());
  for (int left = -1; left != 0;) {
    left = 0;
    std::ifstream children(path);
    for (int pid = 0; children >> pid; ++left) {
      ::kill(pid, SIGKILL);
      ::waitpid(pid, nullptr, 0);
    }
  }
}

Result<ChildProcess> ChildProcess::start(const ProgramStart& start) {
  std::vector<std::string> texts = start.arguments;
  std::vector<char*> arguments;
  for (std::string& text : texts) arguments.push_back(text.data());
  arguments.push_back(nullptr);
  const int parent = ::getpid();
  const int pid = ::fork();
  if (pid == 0) become(arguments.data(), start, parent);
  if (pid < 0) {
    return fail(ErrorKind::target, fmt::format("{} cannot be started: {}", texts.front(), std::strerror(errno)));
  }
  return ChildProcess(pid, static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
}

ChildProcess::ChildProcess(ChildProcess&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)),
      exit_fd_(std::exchange(other.exit_fd_, -1)),
      ending_(std::exchange(other.ending_, {})) {}

void ChildProcess::send(int signal) const {
  if (ending_.empty()) ::kill(pid_, signal);
}

bool ChildProcess::wait(TimePoint deadline) {
  using std::chrono::milliseconds;
  while (ending_.empty()) {
    const auto left = std::max(milliseconds(0), std::chrono::ceil<milliseconds>(deadline - Clock::now()));
    pollfd end{.fd = exit_fd_, .events = POLLIN, .revents = 0};
    if (::poll(&end, 1, static_cast<int>(left.count())) < 0 && errno == EINTR) continue;
    int status = 0;
    if (::waitpid(pid_, &status, WNOHANG) == pid_) {
      ending_ = WIFSIGNALED(status) ? fmt::format("signal {}", WTERMSIG(status))
                                    : fmt::format("exit {}", WEXITSTATUS(status));
    } else if (left == milliseconds(0)) {
      return false;
    }
  }
  return true;
}

ChildProcess::~ChildProcess() {
  if (pid_ < 0) return;
  if (ending_.empty()) {
    ::kill(-pid_, SIGKILL);
    ::kill(pid_, SIGKILL);  // where it had no time to make a group of its own
    while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
    }
  }
  ::close(exit_fd_);
}

}  // namespace loadtest::target
