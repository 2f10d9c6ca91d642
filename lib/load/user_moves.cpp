#include "load/user_moves.h"

#include <algorithm>
#include <cmath>

namespace loadtest {
namespace {

std::uint64_t whole(double value) { return static_cast<std::uint64_t>(std::ceil(std::max(value, 0.0))); }

/// How many of the items below `end` are this part's.
std::uint64_t owned_below(ShardSlot slot, std::uint64_t end) { return slot.share(end); }

}  // namespace

UserMoves::UserMoves(std::uint32_t start, std::span<const Stage> stages, ShardSlot slot)
    : stages_(stages), slot_(slot), value_(start) {
  if (!stages_.empty()) enter_stage();
}

void UserMoves::enter_stage() {
  const std::uint64_t before = owned_below(slot_, whole(value_));
  const std::uint64_t after = owned_below(slot_, whole(stages_[stage_].target));
  up_ = after > before;
  left_ = up_ ? after - before : before - after;
  if (left_ > 0) user_ = slot_.global(up_ ? before : before - 1);
}

// The part of the stage's way that lies between its first value and this user's number.
Nanos UserMoves::instant_of(std::uint64_t user) const {
  const Stage& stage = stages_[stage_];
  const double way = (static_cast<double>(user) - value_) / (stage.target - value_);
  return from_ + from_seconds(std::clamp(way, 0.0, 1.0) * to_seconds(stage.duration));
}

std::optional<UserMoves::Move> UserMoves::next() {
  while (stage_ < stages_.size()) {
    if (left_ > 0) {
      const Move move{instant_of(user_), user_, up_};
      --left_;
      if (left_ > 0) user_ = up_ ? user_ + slot_.count : user_ - slot_.count;
      return move;
    }
    from_ += stages_[stage_].duration;
    value_ = stages_[stage_].target;
    if (++stage_ < stages_.size()) enter_stage();
  }
  return std::nullopt;
}

bool UserMoves::more_come() const {
  if (left_ > 0 && up_) return true;
  double value = stage_ < stages_.size() ? stages_[stage_].target : 0;
  for (std::size_t i = stage_ + 1; i < stages_.size(); ++i) {
    if (owned_below(slot_, whole(stages_[i].target)) > owned_below(slot_, whole(value))) return true;
    value = stages_[i].target;
  }
  return false;
}

}  // namespace loadtest
