#include "stats/trend.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <vector>

namespace loadtest {
namespace {

double median(std::vector<double>& values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) return *middle;
  return (*middle + *std::max_element(values.begin(), middle)) / 2;
}

double cubic(double n) { return n * (n - 1) * (2 * n + 5); }

// Variance of the sum of signs where order is by chance alone; equal values take some of it away (Kendall 1975).
double sign_variance(std::span<const double> values) {
  std::map<double, double> equal;
  for (const double value : values) ++equal[value];
  double sum = cubic(static_cast<double>(values.size()));
  for (const auto& [value, count] : equal) sum -= cubic(count);
  return sum / 18;
}

}  // namespace

std::optional<Trend> find_trend(std::span<const double> values) {
  const std::size_t n = values.size();
  if (n < Trend::values_min) return std::nullopt;
  std::vector<double> slopes;
  slopes.reserve(n * (n - 1) / 2);
  double signs = 0;
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = i + 1; j < n; ++j) {
      const double rise = values[j] - values[i];
      slopes.push_back(rise / static_cast<double>(j - i));
      signs += rise > 0 ? 1 : rise < 0 ? -1 : 0;
    }
  }
  const double slope = median(slopes);
  std::vector<double> beside;
  for (std::size_t i = 0; i < n; ++i) beside.push_back(values[i] - slope * static_cast<double>(i));
  Trend trend;
  trend.first = median(beside);
  trend.last = trend.first + slope * static_cast<double>(n - 1);
  const double variance = sign_variance(values);
  if (variance > 0 && signs != 0) trend.z = (signs - (signs > 0 ? 1 : -1)) / std::sqrt(variance);
  return trend;
}

}  // namespace loadtest
