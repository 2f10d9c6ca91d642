#pragma once

#include <optional>
#include <span>
#include <vector>

#include "core/clock.h"
#include "load/stage.h"

namespace loadtest {

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
