#pragma once

#include "target/target_stats.h"

namespace loadtest::target {

/// The counters of all processes of the server in memory that they share: each writes its own, and each can add up.
/// Made before the processes part. Throws where there is no memory.
class StatsBoard {
 public:
  explicit StatsBoard(unsigned processes = 1);
  ~StatsBoard();
  StatsBoard(const StatsBoard&) = delete;
  StatsBoard& operator=(const StatsBoard&) = delete;

  TargetStats& of(unsigned process);
  TargetStats total() const;

 private:
  struct Shared;
  unsigned processes_;
  Shared* shared_;
};

}  // namespace loadtest::target
