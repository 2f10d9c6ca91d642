#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

#include "core/clock.h"

namespace loadtest::target {

/// So many chat messages in a window. limit 0 = no limit.
struct RateLimit {
  std::uint64_t limit = 0;
  Nanos window{0};
};

/// Counts each user's messages, over reconnects too. A user's window begins with the first message and is followed by
/// the next.
class RateLimiter {
 public:
  explicit RateLimiter(RateLimit limit) : limit_(limit) {}

  struct Answer {
    bool allowed = true;
    Nanos retry_after{0};
    std::uint64_t violations = 0;  // in this window, this one included
  };
  Answer check(std::string_view user, TimePoint now);
  const RateLimit& limit() const { return limit_; }

 private:
  struct Window {
    TimePoint begin{};
    std::uint64_t messages = 0;
  };
  void forget_expired(TimePoint now);

  RateLimit limit_;
  std::unordered_map<std::string, Window> windows_;
  std::size_t sweep_at_ = 1024;
};

}  // namespace loadtest::target
