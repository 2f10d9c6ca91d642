#pragma once

#include <string>
#include <string_view>

#include "core/error.h"
#include "core/shard_slot.h"

namespace loadtest {

/// A generator's share of a run as people write it: "0/3" is the first of three.
Result<ShardSlot> parse_segment(std::string_view text);
std::string segment_name(ShardSlot);

}  // namespace loadtest
