#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace loadtest {

/// One value of a setting and what came of it: more is better. `error` = its relative standard error, where known.
struct KneePoint {
  double good = 0;
  std::optional<double> error{};
};

/// The curve of least squares that rises and then may fall, for ever after: what chance alone put up or down is spread
/// over its neighbours (pool adjacent violators, on both sides of each possible top). As logarithms in, logarithms out.
std::vector<double> fit_rise_and_fall(std::span<const double> values, std::span<const double> weights);

/// Index of the first point from which on nothing gets better any more: by more than `tolerance` (a share), and by more
/// than chance does (three standard errors of the difference), on the fitted curve. There must be a point.
std::size_t find_knee(std::span<const KneePoint>, double tolerance);

}  // namespace loadtest
