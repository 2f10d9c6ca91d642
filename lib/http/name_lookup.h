#pragma once

#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/error.h"

namespace loadtest {

/// The addresses of a host, looked up on a thread that is left behind where it takes too long: the resolver cannot be
/// interrupted, and who asks has no time for it.
class NameLookup {
 public:
  explicit NameLookup(std::string host) : host_(std::move(host)) {}
  /// Numeric addresses. Blocks until then at most. One that was not found is looked up anew by the next call. Errors
  /// (target): the name does not resolve, or not in time.
  Result<std::vector<std::string>> wait_until(TimePoint);
  /// From any thread: nobody waits longer than until then.
  void end_by(TimePoint);

 private:
  struct Answer {
    std::mutex mutex;
    std::condition_variable changed;
    TimePoint end = TimePoint::max();
    bool asking = false, answered = false;
    std::vector<std::string> addresses;
    std::string failure;
  };
  static void ask(const std::shared_ptr<Answer>&, const std::string& host);

  const std::string host_;
  const std::shared_ptr<Answer> answer_ = std::make_shared<Answer>();
};

}  // namespace loadtest
