#pragma once

#include <cstdint>
#include <optional>

#include "core/clock.h"
#include "core/random.h"
#include "core/shard_slot.h"
#include "load/schedule.h"

namespace loadtest {

enum class Arrival : std::uint8_t { regular, poisson };

/// The instants at which an open model starts operations, one part of them. Regular arrivals ask the schedule for the
/// counts 0.5, 1.5, 2.5, … so that rate x duration starts fall inside exactly. Poisson arrivals ask for the sums of
/// unit exponentials, which gives a non-homogeneous Poisson process on ramps too. Every part walks the same sequence
/// and takes each count-th start: the parts merged are the whole, instant by instant, for any split.
class Arrivals {
 public:
  Arrivals(const Schedule& schedule, Arrival, ShardSlot, std::uint64_t seed);

  struct Start {
    Nanos at;
    std::uint64_t number;  // in the whole, from 0
  };
  std::optional<Start> next();

 private:
  const Schedule* schedule_;
  Arrival arrival_;
  ShardSlot slot_;
  Random random_;
  std::uint64_t number_ = 0;
  double count_ = 0;
};

}  // namespace loadtest
