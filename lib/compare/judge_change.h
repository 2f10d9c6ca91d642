#pragma once

#include <optional>
#include <span>
#include <vector>

#include "compare/block_bootstrap.h"
#include "compare/comparison.h"

namespace loadtest {

/// A measure of one run: a logarithm (of a share: itself), and how much it moves by chance within the run.
struct RunValue {
  double value = 0;
  std::optional<Spread> within{};
};

constexpr std::size_t runs_needed = 3;    // a side, to know how much runs differ by themselves
constexpr double chance_of_alarm = 0.05;  // over all rows that are judged together

/// The difference between two groups of runs, on the scale of their values.
struct Difference {
  double value = 0;
  std::optional<Spread> spread;  // none where nothing tells
};
Difference difference_of(std::span<const RunValue> base, std::span<const RunValue> fresh);

/// Holm's step-down: each chance as it is among all of them.
std::vector<double> among_all(std::span<const double> chances);

/// Fills in change, interval and `chance` (of this row alone) of a change whose `base` and `fresh` are known.
void measure_change(Change&, const Difference&);
/// What it comes to, when its chance is that among all. `sound` = both sides have a run that can be believed.
void judge_change(Change&, bool noise_known, bool sound);

}  // namespace loadtest
