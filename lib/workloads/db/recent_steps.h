#pragma once

#include <algorithm>
#include <array>
#include <string>

#include "core/clock.h"

namespace loadtest {

/// What a connection ran last, so that a deadlock that others tell of can be given a statement.
class RecentSteps {
 public:
  void add(const std::string& name, TimePoint sent, TimePoint done) {
    steps_[next_++ % steps_.size()] = {&name, sent, done};
  }

  /// The one that waited: it was under way shortly before, and of these the longest. Null = there was none.
  const std::string* waiting_at(TimePoint now) const {
    constexpr Nanos shortly = std::chrono::milliseconds(200);
    const auto length = [&](const Ran& ran) {
      return ran.name != nullptr && ran.done >= now - shortly ? ran.done - ran.sent : Nanos(-1);
    };
    const auto longest = std::max_element(steps_.begin(), steps_.end(),
                                          [&](const Ran& a, const Ran& b) { return length(a) < length(b); });
    return length(*longest) < Nanos(0) ? nullptr : longest->name;
  }

 private:
  struct Ran {
    const std::string* name = nullptr;
    TimePoint sent{}, done{};
  };
  std::array<Ran, 4> steps_{};
  std::size_t next_ = 0;
};

}  // namespace loadtest
