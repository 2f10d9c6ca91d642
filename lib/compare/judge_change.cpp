#include "compare/judge_change.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "compare/regression_limit.h"
#include "compare/student_t.h"

namespace loadtest {
namespace {

double mean_of(std::span<const RunValue> runs) {
  double sum = 0;
  for (const RunValue& one : runs) sum += one.value;
  return sum / static_cast<double>(runs.size());
}

double squares_around(std::span<const RunValue> runs, double mean) {
  double sum = 0;
  for (const RunValue& one : runs) sum += (one.value - mean) * (one.value - mean);
  return sum;
}

/// The variance of a side's mean that comes from chance within its runs, with its degrees of freedom (Satterthwaite).
struct Variance {
  double value = 0, freedom = 0;
};

std::optional<Variance> within_variance(std::span<const RunValue> runs) {
  double sum = 0, weights = 0;
  for (const RunValue& one : runs) {
    if (!one.within) return std::nullopt;
    const double square = one.within->error * one.within->error;
    sum += square;
    weights += square * square / one.within->freedom;
  }
  const auto count = static_cast<double>(runs.size());
  return Variance{sum / (count * count), weights > 0 ? sum * sum / weights : 1e6};
}

std::optional<Spread> spread_within_runs(std::span<const RunValue> base, std::span<const RunValue> fresh) {
  const auto a = within_variance(base), b = within_variance(fresh);
  if (!a || !b) return std::nullopt;
  const double sum = a->value + b->value;
  const double weights = a->value * a->value / a->freedom + b->value * b->value / b->freedom;
  return Spread{std::sqrt(sum), weights > 0 ? std::max(1.0, sum * sum / weights) : 1e6};
}

void unclear(Change& change, std::string why) {
  change.standing = ChangeStanding::unclear;
  change.why = std::move(why);
}

}  // namespace

// Two levels. How much runs differ holds what moves them from run to run and, as far as they show it, what moves each
// within itself; three runs a side are too few to be drawn from again and again, so their spread is taken as it is,
// with Student's t. Where by luck they agree better than each agrees with itself, the latter counts.
Difference difference_of(std::span<const RunValue> base, std::span<const RunValue> fresh) {
  const double base_mean = mean_of(base), fresh_mean = mean_of(fresh);
  Difference difference{fresh_mean - base_mean, spread_within_runs(base, fresh)};
  if (base.size() < runs_needed || fresh.size() < runs_needed) return difference;
  const auto a = static_cast<double>(base.size()), b = static_cast<double>(fresh.size());
  const double freedom = a + b - 2;
  const double pooled = (squares_around(base, base_mean) + squares_around(fresh, fresh_mean)) / freedom;
  const double between = std::sqrt(pooled * (1 / a + 1 / b));
  const double within = difference.spread ? difference.spread->error : 0;
  difference.spread = Spread{std::max(between, within), freedom};
  return difference;
}

std::vector<double> among_all(std::span<const double> chances) {
  std::vector<std::size_t> order(chances.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, {}, [&](std::size_t i) { return chances[i]; });
  std::vector<double> adjusted(chances.size());
  double so_far = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    so_far = std::max(so_far, static_cast<double>(order.size() - i) * chances[order[i]]);
    adjusted[order[i]] = std::min(1.0, so_far);
  }
  return adjusted;
}

void measure_change(Change& change, const Difference& difference) {
  const auto shown = [&](double value) { return is_relative(change.measure) ? std::expm1(value) : value; };
  change.change = shown(difference.value);
  if (!difference.spread) return;
  const auto [error, freedom] = *difference.spread;
  const double bound = student_t_bound(freedom, 0.05) * error;
  change.low = shown(difference.value - bound);
  change.high = shown(difference.value + bound);
  change.chance = error > 0 ? student_t_beyond(freedom, difference.value / error) : difference.value == 0 ? 1 : 0;
}

void judge_change(Change& change, bool noise_known, bool sound) {
  if (!change.change) return unclear(change, "too little was measured");
  const double size = std::abs(*change.change);
  const bool worse = (*change.change > 0) == more_is_worse(change.measure);
  if (!sound) return unclear(change, "the runs of one side cannot be believed");
  if (noise_known && !change.low) return unclear(change, "nothing tells how much it varies");
  const bool within = change.low && *change.low >= -change.limit && *change.high <= change.limit;
  const bool beyond_chance = change.chance && *change.chance < chance_of_alarm;
  if (noise_known) {
    if (within) {
      change.standing = ChangeStanding::same;
    } else if (beyond_chance && size >= change.limit) {
      change.standing = worse ? ChangeStanding::worse : ChangeStanding::better;
    } else {
      unclear(change, size >= change.limit ? "it may be chance" : "its interval reaches beyond the limit");
    }
    return;
  }
  // All of the interval, since seconds say little of how much runs differ.
  const double large = large_change(change.measure, change.limit);
  const double least = change.low ? std::min(std::abs(*change.low), std::abs(*change.high)) : 0;
  if (least >= large && beyond_chance) {
    change.standing = worse ? ChangeStanding::worse : ChangeStanding::better;
  } else if (within) {
    change.standing = ChangeStanding::same;
  } else {
    unclear(change, !change.chance  ? "nothing tells how much it varies"
                    : beyond_chance ? fmt::format("fewer than {} runs a side tell no change below {}", runs_needed,
                                                  show_size(change.measure, large))
                                    : "it may be chance");
  }
}

}  // namespace loadtest
