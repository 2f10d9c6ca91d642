#pragma once

#include <optional>
#include <span>
#include <vector>

#include "core/clock.h"

namespace loadtest {

/// Part of a profile that goes in a straight line from the previous target to its own; no duration = a jump.
struct Stage {
  Nanos duration{0};
  double target = 0;
};

/// A rate over time. Pure: elapsed time in, figures out.
class Schedule {
 public:
  Schedule(double start, std::span<const Stage> stages);
  /// Area under the curve: how many starts the schedule makes.
  double total() const { return total_; }
  /// When the area reaches `count`; nullopt past the end.
  std::optional<Nanos> when(double count) const;

 private:
  struct Piece {
    double from_s, length_s, from_value, to_value, from_count;
  };
  std::vector<Piece> pieces_;
  double total_ = 0;
};

}  // namespace loadtest
