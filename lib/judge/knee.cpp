#include "judge/knee.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace loadtest {
namespace {

constexpr double standard_errors_of_knee = 3;
constexpr double error_unknown = 0.02, error_least = 0.005;  // a point is never believed more than that
constexpr double least_good = 1e-9;                          // where nothing worked at all

struct Block {
  double sum = 0, weight = 0;
  std::size_t count = 0;
  double mean() const { return sum / weight; }
};

/// Pool adjacent violators: the closest curve that never falls. Its squared distance is added to `distance`.
std::vector<double> rising(std::span<const double> values, std::span<const double> weights, double& distance) {
  std::vector<Block> blocks;
  for (std::size_t i = 0; i < values.size(); ++i) {
    blocks.push_back({values[i] * weights[i], weights[i], 1});
    while (blocks.size() > 1 && blocks[blocks.size() - 2].mean() >= blocks.back().mean()) {
      const Block last = blocks.back();
      blocks.pop_back();
      blocks.back().sum += last.sum;
      blocks.back().weight += last.weight;
      blocks.back().count += last.count;
    }
  }
  std::vector<double> fitted;
  for (const Block& block : blocks) fitted.insert(fitted.end(), block.count, block.mean());
  for (std::size_t i = 0; i < values.size(); ++i) distance += weights[i] * std::pow(values[i] - fitted[i], 2);
  return fitted;
}

}  // namespace

std::vector<double> fit_rise_and_fall(std::span<const double> values, std::span<const double> weights) {
  std::vector<double> best;
  double least = std::numeric_limits<double>::infinity();
  for (std::size_t top = 0; top < values.size(); ++top) {
    double distance = 0;
    std::vector<double> fitted = rising(values.first(top + 1), weights.first(top + 1), distance);
    std::vector<double> rest(values.rbegin(), values.rend() - static_cast<std::ptrdiff_t>(top) - 1);
    const std::vector<double> its(weights.rbegin(), weights.rend() - static_cast<std::ptrdiff_t>(top) - 1);
    std::vector<double> falling = rising(rest, its, distance);
    // A fall that begins above the top would be a second one.
    if (!falling.empty() && falling.back() > fitted.back()) continue;
    fitted.insert(fitted.end(), falling.rbegin(), falling.rend());
    if (distance < least) {
      least = distance;
      best = std::move(fitted);
    }
  }
  return best;
}

std::size_t find_knee(std::span<const KneePoint> points, double tolerance) {
  std::vector<double> logs, weights, errors;
  for (const KneePoint& point : points) {
    const double error = std::max(point.error.value_or(error_unknown), error_least);
    logs.push_back(std::log(std::max(point.good, least_good)));
    errors.push_back(error);
    weights.push_back(1 / (error * error));
  }
  const std::vector<double> fitted = fit_rise_and_fall(logs, weights);
  const auto top = static_cast<std::size_t>(std::ranges::max_element(fitted) - fitted.begin());
  for (std::size_t i = 0; i < top; ++i) {
    const double by_chance = standard_errors_of_knee * std::hypot(errors[i], errors[top]);
    if (fitted[top] - fitted[i] <= std::max(std::log1p(tolerance), by_chance)) return i;
  }
  return top;
}

}  // namespace loadtest
