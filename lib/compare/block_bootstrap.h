#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "compare/run_figures.h"

namespace loadtest {

/// How much a figure of a run moves by chance within it: the standard error of its logarithm (of a share: of itself),
/// and the degrees of freedom with which that is known.
struct Spread {
  double error = 0, freedom = 1;
};
using Spreads = std::array<std::optional<Spread>, compared_measures>;

/// By circular block bootstrap over the units of the run: as neighbours depend on each other, whole stretches of them
/// are drawn, as long as the dependence lasts (at least the cube root of their number). The same seed, the same result.
/// None where there are too few units, and of service times, of which intervals tell nothing.
Spreads spread_within(const OperationFigures&, std::uint64_t seed);

/// The length of those stretches, for a series of so many values.
std::size_t block_length(const std::vector<double>& series);

}  // namespace loadtest
