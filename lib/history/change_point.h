#pragma once

#include <cstddef>
#include <optional>
#include <span>

namespace loadtest {

/// Whether a series changed its level: Pettitt's test (1979), which looks at ranks alone, so that one wild value does
/// not count for more than its place. `chance` = how often a series without a change looks so much like one, by
/// shuffling it (fixed seed). Where: at the place at which the medians before and after leave the least deviations.
struct ChangePoint {
  std::size_t first = 0;         // index of the first value of the new level
  double before = 0, after = 0;  // medians
  double chance = 1;

  static constexpr std::size_t values_min = 8;
};

/// The likeliest place, whatever its chance. nullopt for fewer than values_min, or where all are alike.
std::optional<ChangePoint> find_change_point(std::span<const double> values);

}  // namespace loadtest
