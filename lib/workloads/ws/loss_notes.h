#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "core/clock.h"
#include "core/observed.h"
#include "workloads/ws/duration_sketch.h"

namespace loadtest {

/// A connection that went away by itself.
struct Loss {
  TimePoint opened, sent, heard;  // connected; the last message of ours; the last one from the target
  TimePoint at;
};

/// Connections that went away by themselves, by kind: how old they were, and for how long nothing had been said on
/// them. Kinds beyond the first few are not kept; what is kept has its place from the beginning.
class LossNotes {
 public:
  void add(std::string_view kind, const Loss&);
  void add(const LossNotes&);
  /// `lost`; see docs/observations.md.
  ObservedTable table(TimePoint t0) const;

 private:
  static constexpr std::size_t kinds_max = 8;
  struct Kind {
    std::array<char, 32> name{};
    std::size_t length = 0;
    std::uint64_t count = 0;
    TimePoint first{}, last{};
    DurationSketch silent, unsent, age;
    std::string_view view() const { return {name.data(), length}; }
  };
  Kind* find(std::string_view name);

  std::array<Kind, kinds_max> kinds_{};
  std::size_t used_ = 0;
};

}  // namespace loadtest
