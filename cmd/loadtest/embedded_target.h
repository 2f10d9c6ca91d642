#pragma once

#include <memory>
#include <string>

#include "core/error.h"

namespace loadtest {

/// The reference backend as a child process in a session of its own (`loadtest target`, the same binary). It ends when
/// this object does, and also when this process dies in any other way: the child holds a pipe and cleans up at its end.
/// The child's environment has none of ours but PATH, HOME, LANG, LC_* and TMPDIR.
class EmbeddedTarget {
 public:
  /// Starts it and waits until it is ready. Errors (target): it did not start.
  static Result<std::unique_ptr<EmbeddedTarget>> start();
  ~EmbeddedTarget();  // stops it and waits
  EmbeddedTarget(const EmbeddedTarget&) = delete;
  EmbeddedTarget& operator=(const EmbeddedTarget&) = delete;
  const std::string& ws_url() const { return ws_url_; }

 private:
  EmbeddedTarget() = default;
  Status spawn();
  Status read_url();

  int pipe_ = -1;    // its end tells the child to stop
  int output_ = -1;  // the child's standard output
  int pid_ = -1;
  std::string ws_url_;
};

}  // namespace loadtest
