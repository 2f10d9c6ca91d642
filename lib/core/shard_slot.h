#pragma once

#include <cstdint>

namespace loadtest {

/// "The index-th of count equal parts." Work is dealt out in turn, as pure arithmetic: the parts of any split together
/// are exactly the whole, and no part needs to talk to another.
struct ShardSlot {
  unsigned index = 0;
  unsigned count = 1;

  bool owns(std::uint64_t item) const { return item % count == index; }
  /// How many of `total` items fall to this part.
  std::uint64_t share(std::uint64_t total) const { return total / count + (index < total % count ? 1 : 0); }
  /// The number in the whole of the `nth` item of this part.
  std::uint64_t global(std::uint64_t nth) const { return nth * count + index; }
  /// The part of this part: splitting a segment over shards.
  ShardSlot within(ShardSlot inner) const { return {index + count * inner.index, count * inner.count}; }
  bool whole() const { return count == 1; }
  friend bool operator==(ShardSlot, ShardSlot) = default;
};

}  // namespace loadtest
