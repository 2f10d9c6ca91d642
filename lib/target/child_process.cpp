#include "target/child_process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <utility>

#include "target/poll_until.h"

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
  const int output = ::fcntl(start.output, F_DUPFD, first_inherited + 1);
  const int inherited = start.inherited < 0 ? -1 : ::fcntl(start.inherited, F_DUPFD, first_inherited + 1);
  const int nothing = ::open("/dev/null", O_RDONLY);
  if (::dup2(nothing, STDIN_FILENO) < 0 || ::dup2(output, STDOUT_FILENO) < 0 || ::dup2(output, STDERR_FILENO) < 0 ||
      (start.inherited >= 0 && ::dup2(inherited, first_inherited) < 0)) {
    ::_exit(127);
  }
  ::closefrom(inherited >= 0 ? first_inherited + 1 : first_inherited);
  ::execv(arguments[0], arguments);
  ::_exit(127);
}

// Blocks until it ended.
bool reap(int pid, int& status) {
  int got = 0;
  while ((got = ::waitpid(pid, &status, 0)) < 0 && errno == EINTR) {
  }
  return got == pid;
}

void kill_and_reap(int pid) {
  ::kill(-pid, SIGKILL);
  ::kill(pid, SIGKILL);  // where it had no time to make a group of its own
  int status = 0;
  reap(pid, status);
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
  const auto refuse = [&](const char* reason) {
    return fail(ErrorKind::target, fmt::format("{} cannot be started: {}", texts.front(), reason));
  };
  if (start.output < 0) return refuse("nothing takes what it prints");
  std::vector<char*> arguments;
  for (std::string& text : texts) arguments.push_back(text.data());
  arguments.push_back(nullptr);
  const int parent = ::getpid();
  const int pid = ::fork();
  if (pid == 0) become(arguments.data(), start, parent);
  if (pid < 0) return refuse(std::strerror(errno));
  const int exit_fd = static_cast<int>(::syscall(SYS_pidfd_open, pid, 0));
  if (exit_fd >= 0) return ChildProcess(pid, exit_fd);
  const int error = errno;
  kill_and_reap(pid);
  return refuse(fmt::format("its end cannot be watched: {}", std::strerror(error)).c_str());
}

ChildProcess::ChildProcess(ChildProcess&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)),
      exit_fd_(std::exchange(other.exit_fd_, -1)),
      ending_(std::exchange(other.ending_, {})) {}

void ChildProcess::send(int signal) const {
  if (ending_.empty()) ::kill(pid_, signal);
}

bool ChildProcess::wait(TimePoint deadline) {
  if (!ending_.empty()) return true;
  if (!poll_until(exit_fd_, deadline)) return false;
  int status = 0;
  if (!reap(pid_, status)) {
    ending_ = "waited for by somebody else";
  } else {
    ending_ =
        WIFSIGNALED(status) ? fmt::format("signal {}", WTERMSIG(status)) : fmt::format("exit {}", WEXITSTATUS(status));
  }
  return true;
}

ChildProcess::~ChildProcess() {
  if (pid_ < 0) return;
  if (ending_.empty()) kill_and_reap(pid_);
  ::close(exit_fd_);
}

}  // namespace loadtest::target
