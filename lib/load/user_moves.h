#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "core/clock.h"
#include "core/shard_slot.h"
#include "load/stage.h"

namespace loadtest {

/// Who comes and who goes, and when, where the number of users follows stages; one part of them. User i is there while
/// the curve is above i, so on a straight line it comes, or goes, at the exact instant at which the line passes i.
/// Those below `start` are there from the beginning. The parts together are the whole, move by move, for any split.
class UserMoves {
 public:
  /// The stages must outlive it.
  UserMoves(std::uint32_t start, std::span<const Stage> stages, ShardSlot);

  struct Move {
    Nanos at;  // from the start of the stages
    std::uint64_t user;
    bool comes;
  };
  /// In the order of time; nullopt when there are no more.
  std::optional<Move> next();
  /// Whether anybody comes in what is still ahead.
  bool more_come() const;

 private:
  void enter_stage();
  Nanos instant_of(std::uint64_t user) const;

  std::span<const Stage> stages_;
  ShardSlot slot_;
  std::size_t stage_ = 0;
  Nanos from_{0};  // when this stage begins
  double value_;   // of the curve, there
  // Those of this part who come (up) or go (down) in this stage; `user_` is the next.
  std::uint64_t user_ = 0, left_ = 0;
  bool up_ = false;
};

}  // namespace loadtest
