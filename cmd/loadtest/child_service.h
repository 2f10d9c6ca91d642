#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.h"
#include "core/error.h"

namespace loadtest {

/// What is to be started, and what it promises.
struct ServiceOrder {
  std::string what;                    // "the reference backend", for messages
  std::vector<std::string> options;    // behind `loadtest target`
  std::vector<std::string> addresses;  // names of what it will serve
  Nanos stop_timeout;                  // what is not gone by then is killed
};

/// This program once more, as a child process in a session of its own: Ctrl-C at the terminal must not reach it. On its
/// standard output it tells `name: address` for each thing that it serves, or `error: text`. It ends when this object
/// does, and also when this process dies in any other way: it holds a pipe and cleans up at its end. Its environment
/// has none of ours but PATH, HOME, LANG, LC_* and TMPDIR.
class ChildService {
 public:
  /// Returns at once. Errors (target): it cannot be started.
  static Result<std::unique_ptr<ChildService>> start(ServiceOrder);
  ~ChildService();  // stops it and waits
  ChildService(const ChildService&) = delete;
  ChildService& operator=(const ChildService&) = delete;

  int output() const { return output_; }  // readable when there is something for take_output()
  /// Waits for some of its output. True: it serves all that it promised. Errors (target): what it told, or that it
  /// ended.
  Result<bool> take_output();
  std::optional<std::string> address(std::string_view name) const;

  void stop();   // asks it to end
  void leave();  // the same, and it will not be waited for

 private:
  explicit ChildService(ServiceOrder order) : order_(std::move(order)) {}
  Status spawn();

  ServiceOrder order_;
  int pipe_ = -1;    // its end tells the child to stop
  int output_ = -1;  // the child's standard output
  int pid_ = -1;
  std::string text_;  // of the line that is being received
  std::map<std::string, std::string, std::less<>> addresses_;
};

/// Where the child finds the pipe that it watches.
inline constexpr int child_pipe = 3;

}  // namespace loadtest
