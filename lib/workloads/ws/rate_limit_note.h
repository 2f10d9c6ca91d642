#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "core/clock.h"
#include "core/observed.h"
#include "workloads/ws/dialogue_rule.h"

namespace loadtest {

/// What a rate limit said of itself when it refused: of the first refusal, and of all the longest wait that it asked
/// for.
class RateLimitNote {
 public:
  /// An error message; one that has none of the places is of something else.
  void add(const DialogueRule::RateLimitPlaces&, std::string_view payload, TimePoint at);
  void add(const RateLimitNote&);
  void tell(TimePoint t0, Observed& noted) const;

 private:
  std::uint64_t refused_ = 0;
  TimePoint first_{};
  std::optional<double> limit_, window_s_, retry_after_s_, retry_after_max_s_;
};

}  // namespace loadtest
