#pragma once

#include <optional>
#include <span>

namespace loadtest {

/// Whether a series of equally distant values rises or falls all along, and how far: the line through it by Theil and
/// Sen (median of the slopes of all pairs), which a stall or two do not bend, with the test of Mann and Kendall (do
/// later values tend to be above earlier ones?).
struct Trend {
  double first = 0, last = 0;  // of the line, at both ends
  double z = 0;                // standard normal where nothing but chance is at work; above 0 where values rise

  static constexpr std::size_t values_min = 10;
  /// Chance alone gives this in one of two thousand series.
  bool rises() const { return z > 3.29; }
};

/// nullopt for fewer than values_min. Costs a step for each pair of values.
std::optional<Trend> find_trend(std::span<const double> values);

}  // namespace loadtest
