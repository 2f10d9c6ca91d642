#include "compare/block_bootstrap.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/random.h"

namespace loadtest {
namespace {

constexpr std::size_t draws = 400, units_min = 3;

double square(double x) { return x * x; }

/// Standard deviation of what was drawn.
class Drawn {
 public:
  void add(double value) {
    if (!std::isfinite(value)) return;
    ++count_;
    const double step = value - mean_;
    mean_ += step / static_cast<double>(count_);
    squares_ += step * (value - mean_);
  }
  /// None where much of it could not be told.
  std::optional<double> deviation() const {
    if (count_ < draws / 2) return std::nullopt;
    return std::sqrt(squares_ / static_cast<double>(count_ - 1));
  }

 private:
  std::size_t count_ = 0;
  double mean_ = 0, squares_ = 0;
};

/// Calls `take(index)` for as many indices as there are, in circular blocks that begin anywhere.
template <class Take>
void draw_blocks(std::size_t count, std::size_t block, Random& random, Take take) {
  std::size_t at = 0;
  for (std::size_t i = 0; i < count; ++i) {
    at = i % block == 0 ? random.next() % count : (at + 1) % count;
    take(at);
  }
}

// Blocks that join hands know less of the spread than their number says (Künsch 1989, section 3).
Spread spread_of(double deviation, std::size_t count, std::size_t block) {
  const auto n = static_cast<double>(count), l = static_cast<double>(block);
  return {deviation * std::sqrt(n / (n - l)), std::max(1.0, std::floor(n / l) - 1)};
}

// Quick stand-in for a unit's times: the logarithm of their mean.
std::vector<double> levels_of(const UnitTable& units) {
  std::vector<double> levels;
  for (std::size_t i = 0; i < units.units.size(); ++i) {
    double sum = 0;
    for (std::size_t column = 0; column < units.columns(); ++column)
      sum += units.row(i)[column] * static_cast<double>(IntervalHistogram::Layout::middle(units.cells[column]));
    levels.push_back(sum > 0 ? std::log(sum / std::max(1.0, units.units[i].ok)) : 0);
  }
  return levels;
}

class UnitDraws {
 public:
  UnitDraws(const OperationFigures& operation, std::size_t block, Random random)
      : units_(operation.units), block_(block), random_(random), sum_(units_.columns()) {}

  Spreads run() {
    for (std::size_t i = 0; i < draws; ++i) draw();
    Spreads spreads;
    for (std::size_t m = 0; m < compared_measures; ++m) {
      if (const auto deviation = drawn_.at(m).deviation())
        spreads.at(m) = spread_of(*deviation, units_.units.size(), block_);
    }
    return spreads;
  }

 private:
  void draw() {
    std::ranges::fill(sum_, 0.0);
    UnitTable::Unit all;
    draw_blocks(units_.units.size(), block_, random_, [&](std::size_t at) {
      const UnitTable::Unit& unit = units_.units[at];
      all.seconds += unit.seconds;
      all.ok += unit.ok;
      all.failed += unit.failed;
      all.dropped += unit.dropped;
      const double* const row = units_.row(at);
      for (std::size_t column = 0; column < sum_.size(); ++column) sum_[column] += row[column];
    });
    const auto add = [&](ComparedMeasure measure, double value) {
      drawn_.at(static_cast<std::size_t>(measure)).add(value);
    };
    add(ComparedMeasure::p50, std::log(percentile_of(units_, sum_.data(), 0.50)));
    add(ComparedMeasure::p95, std::log(percentile_of(units_, sum_.data(), 0.95)));
    add(ComparedMeasure::p99, std::log(percentile_of(units_, sum_.data(), 0.99)));
    add(ComparedMeasure::success, all.ok / (all.ok + all.failed + all.dropped));
    add(ComparedMeasure::rate, std::log(all.ok / all.seconds));
  }

  const UnitTable& units_;
  const std::size_t block_;
  Random random_;
  std::vector<double> sum_;
  std::array<Drawn, compared_measures> drawn_;
};

std::optional<Spread> spread_of_calm(const std::vector<double>& seconds, Random random) {
  if (seconds.empty()) return std::nullopt;
  std::vector<double> logs;
  for (const double one : seconds) logs.push_back(std::log(one));
  const std::size_t block = block_length(logs);
  Drawn drawn;
  std::vector<double> chosen;
  for (std::size_t i = 0; i < draws; ++i) {
    chosen.clear();
    draw_blocks(logs.size(), block, random, [&](std::size_t at) { chosen.push_back(logs[at]); });
    drawn.add(calm_quantile(chosen));
  }
  const auto deviation = drawn.deviation();
  return deviation ? std::optional(spread_of(*deviation, logs.size(), block)) : std::nullopt;
}

}  // namespace

// How far a series remembers: up to the first lag at which its autocorrelation is no longer beyond chance. Twice as
// long a block has most of its pairs of neighbours within it.
std::size_t block_length(const std::vector<double>& series) {
  const std::size_t n = series.size();
  if (n == 0) return 1;
  const double mean = std::accumulate(series.begin(), series.end(), 0.0) / static_cast<double>(n);
  const auto least = static_cast<std::size_t>(std::ceil(std::cbrt(static_cast<double>(n))));
  const std::size_t most = std::max(least, n / 5);
  double variance = 0;
  for (const double value : series) variance += square(value - mean);
  if (variance <= 0) return least;
  std::size_t lag = 1;
  for (; lag < most; ++lag) {
    double together = 0;
    for (std::size_t i = lag; i < n; ++i) together += (series[i] - mean) * (series[i - lag] - mean);
    if (together / variance < 1.96 / std::sqrt(static_cast<double>(n))) break;
  }
  return std::clamp(2 * (lag - 1), least, most);
}

Spreads spread_within(const OperationFigures& operation, std::uint64_t seed) {
  // What happened in a few of its seconds only, connecting say, tells nothing of others.
  const auto busy =
      std::ranges::count_if(operation.units.units, [](const UnitTable::Unit& unit) { return unit.ok > 0; });
  if (static_cast<std::size_t>(busy) < units_min) return {};
  UnitDraws unit_draws(operation, block_length(levels_of(operation.units)), Random(seed));
  Spreads spreads = unit_draws.run();
  spreads.at(static_cast<std::size_t>(ComparedMeasure::calm_p95)) =
      spread_of_calm(operation.by_second, Random(mix64(seed)));
  return spreads;
}

}  // namespace loadtest
