#include "target/child_process.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <optional>

#include "target/stop_request.h"

namespace loadtest::target {
namespace {

using namespace std::chrono_literals;

/// Runs a line of shell, whose output can be read.
class ChildProcesses : public ::testing::Test {
 protected:
  ChildProcesses() { EXPECT_EQ(::pipe2(pipe_.data(), O_CLOEXEC), 0); }
  ~ChildProcesses() override {
    ::close(pipe_[0]);
    close_writer();
  }

  ProgramStart shell(const char* line) const {
    return {.arguments = {"/bin/sh", "-c", line}, .output = pipe_[1], .death_signal = SIGKILL};
  }
  void close_writer() {
    if (pipe_[1] >= 0) ::close(pipe_[1]);
    pipe_[1] = -1;
  }
  // Blocks until everybody who could write has ended.
  std::string output() {
    close_writer();
    std::string text;
    std::array<char, 100> buffer{};
    for (ssize_t got = 0; (got = ::read(pipe_[0], buffer.data(), buffer.size())) > 0;) {
      text.append(buffer.data(), static_cast<std::size_t>(got));
    }
    return text;
  }

  std::array<int, 2> pipe_{};
};

TEST_F(ChildProcesses, ItsEndIsTold) {
  struct Case {
    const char* line;
    const char* ending;
  };
  for (const auto& [line, ending] :
       {Case{"exit 0", "exit 0"}, Case{"exit 7", "exit 7"}, Case{"kill -9 $$", "signal 9"}}) {
    auto child = ChildProcess::start(shell(line));
    ASSERT_TRUE(child);
    EXPECT_TRUE(child->wait(Clock::now() + 10s));
    EXPECT_EQ(child->ending(), ending);
    EXPECT_EQ(child->succeeded(), std::string("exit 0") == ending);
  }
}

TEST_F(ChildProcesses, ItIsAloneInItsSessionAndHasNoDescriptorsOfOurs) {
  const int inherited = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  ProgramStart start = shell(
      "for n in 0 1 2 3 4 5 6 7 8 9; do [ -e /proc/$$/fd/$n ] && printf \"$n \"; done; cut -d' ' -f6 /proc/$$/stat");
  start.inherited = inherited;
  auto child = ChildProcess::start(start);
  ASSERT_TRUE(child);
  EXPECT_EQ(output(), "0 1 2 3 " + std::to_string(child->pid()) + "\n");
  ::close(inherited);
}

TEST_F(ChildProcesses, ItDoesNotOutliveItsObject) {
  std::optional<ChildProcess> child(std::move(*ChildProcess::start(shell("sleep 60 & echo ready; sleep 60"))));
  EXPECT_FALSE(child->wait(Clock::now()));
  child.reset();
  output();  // comes to its end: both are gone
}

TEST_F(ChildProcesses, ItDoesNotOutliveItsParent) {
  const int parent = ::fork();
  if (parent == 0) {
    auto child = ChildProcess::start(shell("echo ready; exec sleep 60"));
    char byte = 0;
    if (::read(pipe_[0], &byte, 1) == 1) ::kill(::getpid(), SIGKILL);
    ::_exit(0);
  }
  ::waitpid(parent, nullptr, 0);
  output();  // comes to its end
}

TEST_F(ChildProcesses, ItPrintsNowhereElseThanItWasTold) {
  ProgramStart start = shell("echo text");
  start.output = -1;  // a log that could not be opened
  const auto child = ChildProcess::start(start);
  ASSERT_FALSE(child) << "it would have our standard output";
  EXPECT_EQ(child.error().kind, ErrorKind::target);
}

TEST_F(ChildProcesses, OneThatCannotBeWatchedIsNotLeftRunning) {
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
  const rlimit none{.rlim_cur = 0, .rlim_max = before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &none), 0);
  const auto child = ChildProcess::start(shell("sleep 60"));
  ::setrlimit(RLIMIT_NOFILE, &before);
  ASSERT_FALSE(child);
  EXPECT_EQ(child.error().kind, ErrorKind::target);
  EXPECT_LT(::waitpid(-1, nullptr, WNOHANG), 0) << "no child is left";
}

TEST(StopRequest, ComesFromASignalOrTheEndOfAPipeAndStays) {
  sigset_t before;
  pthread_sigmask(SIG_BLOCK, nullptr, &before);
  for (const bool by_signal : {true, false}) {
    std::array<int, 2> pipe{};
    ASSERT_EQ(::pipe2(pipe.data(), O_CLOEXEC), 0);
    {
      StopRequest stop(pipe[0]);
      EXPECT_FALSE(stop.asked());
      EXPECT_EQ(stop.wait(-1, Clock::now() + 5ms), StopRequest::Woken::late);
      by_signal ? ::kill(::getpid(), SIGTERM) : ::close(pipe[1]);
      EXPECT_EQ(stop.wait(-1, Clock::now() + 10s), StopRequest::Woken::asked);
      EXPECT_TRUE(stop.asked());
      if (by_signal) {
        int number = 0;
        sigset_t pending;
        sigpending(&pending);
        EXPECT_EQ(sigwait(&pending, &number), 0);  // taken away, for what comes after this test
        ::close(pipe[1]);
      }
    }
    ::close(pipe[0]);
  }
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

}  // namespace
}  // namespace loadtest::target
