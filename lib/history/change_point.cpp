#include "history/change_point.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>
#include <vector>

#include "core/random.h"

namespace loadtest {
namespace {

constexpr std::size_t shuffles = 9999;

/// Twice the rank of each value, so that ties share a whole number.
std::vector<double> ranks_of(std::span<const double> values) {
  std::vector<double> ranks;
  for (const double value : values) {
    const auto less = std::ranges::count_if(values, [&](double other) { return other < value; });
    const auto alike = std::ranges::count(values, value);
    ranks.push_back(static_cast<double>(2 * less + alike + 1));
  }
  return ranks;
}

/// Pettitt's statistic: how far the sum of the first ranks ever strays from what chance gives.
double greatest_stray(const std::vector<double>& ranks) {
  const double mean = std::accumulate(ranks.begin(), ranks.end(), 0.0) / static_cast<double>(ranks.size());
  double strayed = 0, greatest = 0;
  for (const double rank : ranks) {
    strayed += rank - mean;
    greatest = std::max(greatest, std::abs(strayed));
  }
  return greatest;
}

double median_of(std::span<const double> values) {
  std::vector<double> sorted(values.begin(), values.end());
  std::ranges::sort(sorted);
  const std::size_t middle = sorted.size() / 2;
  return sorted.size() % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

double deviations_from(std::span<const double> values, double middle) {
  return std::accumulate(values.begin(), values.end(), 0.0,
                         [&](double sum, double value) { return sum + std::abs(value - middle); });
}

// Ranks alone would place it too early where most values lie before it.
std::size_t best_split(std::span<const double> values) {
  std::size_t best = 1;
  double least = INFINITY;
  for (std::size_t at = 1; at < values.size(); ++at) {
    const auto before = values.first(at), after = values.subspan(at);
    const double left = deviations_from(before, median_of(before)) + deviations_from(after, median_of(after));
    if (left >= least) continue;
    least = left;
    best = at;
  }
  return best;
}

}  // namespace

std::optional<ChangePoint> find_change_point(std::span<const double> values) {
  if (values.size() < ChangePoint::values_min) return std::nullopt;
  std::vector<double> ranks = ranks_of(values);
  const double seen = greatest_stray(ranks);
  if (seen == 0) return std::nullopt;  // all are alike
  Random random(values.size());
  std::size_t as_far = 0;
  for (std::size_t i = 0; i < shuffles; ++i) {
    for (std::size_t left = ranks.size(); left > 1; --left) std::swap(ranks[left - 1], ranks[random.next() % left]);
    if (greatest_stray(ranks) >= seen) ++as_far;
  }
  const std::size_t at = best_split(values);
  return ChangePoint{at, median_of(values.first(at)), median_of(values.subspan(at)),
                     static_cast<double>(as_far + 1) / static_cast<double>(shuffles + 1)};
}

}  // namespace loadtest
