#pragma once

#include <string>
#include <vector>

#include "core/clock.h"
#include "core/error.h"

namespace loadtest::target {

/// How a program is to be started.
struct ProgramStart {
  std::vector<std::string> arguments;  // the first is its path
  int output = -1;                     // where what it prints goes
  int inherited = -1;                  // one more descriptor that it holds open as long as it lives
  int death_signal = 0;                // what it gets when this process dies
};

/// A program that we started, in a session of its own. It does not outlive this object, and with a death signal not
/// this process either.
class ChildProcess {
 public:
  /// Errors (target): it cannot be started or watched, or has no place to print to: ours may be read by a parent.
  static Result<ChildProcess> start(const ProgramStart&);
  ~ChildProcess();  // kills it with its process group where it still runs
  ChildProcess(ChildProcess&&) noexcept;
  ChildProcess& operator=(ChildProcess&&) = delete;

  int pid() const { return pid_; }
  int exit_fd() const { return exit_fd_; }  // has something to say from its end on
  void send(int signal) const;
  /// Waits until it ended. False: not by then.
  bool wait(TimePoint deadline);
  /// How it ended, "exit 1" or "signal 9"; empty while it runs.
  const std::string& ending() const { return ending_; }
  bool succeeded() const { return ending_ == "exit 0"; }

 private:
  ChildProcess(int pid, int exit_fd) : pid_(pid), exit_fd_(exit_fd) {}

  int pid_;
  int exit_fd_;
  std::string ending_;
};

/// Makes this process the parent of what its children leave behind when they die.
void adopt_orphans();
/// Kills every child of this process that is left, and waits for its end.
void end_children();

}  // namespace loadtest::target
