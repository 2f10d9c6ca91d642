#pragma once

#include <cstddef>
#include <optional>
#include <span>

namespace loadtest {

/// Something that happened for a while; seconds from t0.
struct Happening {
  double at = 0, length = 0;
  double end() const { return at + length; }
};

/// A rhythm: something ends at phase + length + k * period for whole k. When a stall ends is seen exactly, and when it
/// began not before somebody asks: so the longest of them tells how long they are.
struct Beat {
  double period = 0, phase = 0;  // of the line through all of them; phase = when the first begins
  double length = 0;             // the greatest
  double off_max = 0;            // by how much the worst of them misses the rhythm
  double chance = 1;             // that as many without any rhythm would keep one as well
};

/// The rhythm of at least four happenings in the order of time. `sure_to` = how exactly their instants are known, as
/// half a width. nullopt where they keep none, or where chance would do as well more often than once in a thousand
/// times.
std::optional<Beat> find_beat(std::span<const Happening>, double sure_to);

}  // namespace loadtest
