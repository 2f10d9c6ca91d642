#include "target/rate_limit.h"

#include <algorithm>

namespace loadtest::target {

RateLimiter::Answer RateLimiter::check(std::string_view user, TimePoint now) {
  if (limit_.limit == 0) return {};
  if (windows_.size() >= sweep_at_) forget_expired(now);
  Window& window = windows_[std::string(user)];
  if (window.messages == 0 || now - window.begin >= limit_.window) window = {now, 0};
  if (++window.messages <= limit_.limit) return {};
  return {false, limit_.window - (now - window.begin), window.messages - limit_.limit};
}

void RateLimiter::forget_expired(TimePoint now) {
  std::erase_if(windows_, [&](const auto& entry) { return now - entry.second.begin >= limit_.window; });
  sweep_at_ = std::max<std::size_t>(1024, windows_.size() * 2);
}

}  // namespace loadtest::target
