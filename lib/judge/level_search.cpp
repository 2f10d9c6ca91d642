#include "judge/level_search.h"

#include <algorithm>
#include <cmath>

namespace loadtest {
namespace {

// A first break this far above what holds would send the search far down: it is tried again before it is believed.
constexpr double wide_gap = 1.5;

// 435.275 is no level that anybody would type.
double to_three_digits(double value) {
  const double unit = std::pow(10.0, std::floor(std::log10(value)) - 2);
  return std::round(value / unit) * unit;
}

}  // namespace

void LevelSearch::told(double level, bool held) {
  Tally& tally = tallies_[level];
  held ? ++tally.held : ++tally.broke;
  ++tries_;
}

LevelSearch::Tally LevelSearch::at(double level) const {
  const auto found = tallies_.find(level);
  return found == tallies_.end() ? Tally{} : found->second;
}

std::optional<double> LevelSearch::breaks() const {
  const auto found = std::ranges::find_if(tallies_, [](const auto& one) { return one.second.breaks(); });
  return found == tallies_.end() ? std::nullopt : std::optional(found->first);
}

std::optional<double> LevelSearch::holds() const {
  std::optional<double> highest;
  for (const auto& [level, tally] : tallies_) {
    if (tally.breaks()) break;
    if (tally.holds()) highest = level;
  }
  return highest;
}

std::optional<double> LevelSearch::between(double low, double high) const {
  if (high <= low * (1 + limits_.precision)) return std::nullopt;
  double middle = std::sqrt(low * high);
  if (!limits_.whole) {
    const double rounded = to_three_digits(middle);
    return rounded > low && rounded < high ? rounded : middle;
  }
  middle = std::clamp(std::round(middle), low + 1, high - 1);
  return middle > low && middle < high ? std::optional(middle) : std::nullopt;
}

std::optional<double> LevelSearch::above(double low) const {
  return low < limits_.to ? std::optional(std::min(limits_.to, low * 2)) : std::nullopt;
}

std::optional<double> LevelSearch::next() const {
  if (tries_ >= tries_max) return std::nullopt;
  if (tallies_.empty()) return limits_.from;
  const auto undecided =
      std::ranges::find_if(tallies_, [](const auto& one) { return !one.second.holds() && !one.second.breaks(); });
  if (undecided != tallies_.end()) return undecided->first;

  const std::optional<double> low = holds(), high = breaks();
  if (!low) return at(*high).broke < majority() ? high : std::nullopt;
  if (high && *high > *low * wide_gap && at(*high).tried() == 1 && limits_.repeats > 1) return high;
  if (const auto more = high ? between(*low, *high) : above(*low)) return more;
  if (high && at(*high).broke < majority()) return high;
  return at(*low).tried() < limits_.repeats ? low : std::nullopt;
}

}  // namespace loadtest
