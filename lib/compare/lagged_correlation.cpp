#include "compare/lagged_correlation.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "compare/block_bootstrap.h"
#include "core/random.h"

namespace loadtest {
namespace {

constexpr std::size_t usual_window = 9;      // what a value's neighbours say is usual there
constexpr double large = 0.95, noise = 0.1;  // less than a tenth of the large departures is none

double middle(std::vector<double> values) {
  const auto half = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), half, values.end());
  return *half;
}

/// By how many steps each value is above or below what is usual around it.
std::vector<double> departures_of(const std::vector<double>& values) {
  constexpr std::size_t half = usual_window / 2;
  std::vector<double> departures, sizes;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto from = values.begin() + static_cast<std::ptrdiff_t>(i - std::min(i, half));
    const auto to = values.begin() + static_cast<std::ptrdiff_t>(std::min(values.size(), i + half + 1));
    departures.push_back(values[i] - middle({from, to}));
    sizes.push_back(std::abs(departures.back()));
  }
  if (sizes.empty()) return departures;
  const auto at = sizes.begin() + static_cast<std::ptrdiff_t>(large * static_cast<double>(sizes.size()));
  std::nth_element(sizes.begin(), at, sizes.end());
  const double size = *at > 0 ? *at : *std::ranges::max_element(sizes);
  if (size <= 0) return departures;
  for (double& one : departures) one = std::round(one / (noise * size));
  return departures;
}

/// Ranks with a mean of 0 and a variance of 1; equals share theirs. All 0 where nothing differs.
std::vector<double> ranks_of(const std::vector<double>& values) {
  const std::size_t n = values.size();
  std::vector<std::size_t> order(n);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, {}, [&](std::size_t i) { return values[i]; });
  std::vector<double> ranks(n);
  for (std::size_t from = 0; from < n;) {
    std::size_t to = from;
    while (to < n && values[order[to]] == values[order[from]]) ++to;
    const double shared = static_cast<double>(from + to - 1) / 2 - static_cast<double>(n - 1) / 2;
    for (; from < to; ++from) ranks[order[from]] = shared;
  }
  const double squares = std::inner_product(ranks.begin(), ranks.end(), ranks.begin(), 0.0);
  if (squares <= 0) return ranks;
  for (double& rank : ranks) rank *= std::sqrt(static_cast<double>(n) / squares);
  return ranks;
}

Stretches ranked_departures(const Stretches& series) {
  Stretches ranked;
  for (const std::vector<double>& stretch : series) ranked.push_back(ranks_of(departures_of(stretch)));
  return ranked;
}

double correlation_at(const Stretches& series, const Stretches& other, int lag) {
  double together = 0, of_series = 0, of_other = 0;
  for (std::size_t s = 0; s < series.size(); ++s) {
    const auto n = static_cast<int>(series[s].size());
    for (int i = std::max(0, lag); i < std::min(n, n + lag); ++i) {
      const double a = series[s][static_cast<std::size_t>(i)], b = other[s][static_cast<std::size_t>(i - lag)];
      together += a * b;
      of_series += a * a;
      of_other += b * b;
    }
  }
  const double scale = std::sqrt(of_series * of_other);
  return scale > 0 ? together / scale : 0;
}

LaggedCorrelation strongest(const Stretches& series, const Stretches& other, int lag_max) {
  LaggedCorrelation best;
  for (int distance = 0; distance <= lag_max; ++distance) {
    for (const int lag : {distance, -distance}) {
      const double r = correlation_at(series, other, lag);
      if (std::abs(r) > std::abs(best.r)) best = {r, lag, 1};
    }
  }
  return best;
}

/// The distance at which both repeat themselves; 0 where there is none.
int common_period(const Stretches& series, const Stretches& other) {
  constexpr double repeats = 0.4;
  constexpr std::size_t periods_min = 4;
  std::size_t longest = 0;
  for (const std::vector<double>& stretch : series) longest = std::max(longest, stretch.size());
  for (int distance = 2; static_cast<std::size_t>(distance) <= longest / periods_min; ++distance) {
    if (correlation_at(series, series, distance) > repeats && correlation_at(other, other, distance) > repeats)
      return distance;
  }
  return 0;
}

/// The same values, moved on by a chance distance beyond what lags reach, so that no long block stays where it was;
/// then in blocks of chance lengths and in chance order: of one length they would keep a period that is as long.
std::vector<double> shuffled(std::vector<double> values, double mean_length, int lag_max, Random& random) {
  const auto reach = static_cast<std::size_t>(2 * lag_max + 1);
  if (values.size() > 2 * reach) {
    const double room = static_cast<double>(values.size() - 2 * reach);
    const std::size_t by = reach + static_cast<std::size_t>(random.uniform() * room);
    std::rotate(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(by), values.end());
  }
  std::vector<std::pair<std::size_t, std::size_t>> blocks;
  for (std::size_t from = 0; from < values.size();) {
    const auto length = static_cast<std::size_t>(std::ceil(random.exponential(mean_length)));
    const std::size_t to = std::min(values.size(), from + std::max<std::size_t>(1, length));
    blocks.emplace_back(from, to);
    from = to;
  }
  for (std::size_t i = blocks.size(); i > 1; --i)
    std::swap(blocks[i - 1], blocks[static_cast<std::size_t>(random.uniform() * static_cast<double>(i))]);
  std::vector<double> out;
  for (const auto& [from, to] : blocks)
    out.insert(out.end(), values.begin() + static_cast<std::ptrdiff_t>(from),
               values.begin() + static_cast<std::ptrdiff_t>(to));
  return out;
}

}  // namespace

std::vector<std::optional<LaggedCorrelation>> correlate(const Stretches& series, std::span<const Stretches> others,
                                                        std::uint64_t seed, const CorrelationLimits& limits) {
  const Stretches ranked = ranked_departures(series);
  std::vector<Stretches> all;
  std::vector<std::optional<LaggedCorrelation>> found;
  for (const Stretches& other : others) {
    all.push_back(ranked_departures(other));
    const LaggedCorrelation best = strongest(ranked, all.back(), limits.lag_max);
    found.push_back(std::abs(best.r) >= limits.r_min ? std::optional(best) : std::nullopt);
  }
  if (std::ranges::none_of(found, [](const auto& one) { return one.has_value(); })) return found;
  // At least as long as the lags that are tried: what comes every few values would be taken apart by shorter ones.
  const auto least = static_cast<std::size_t>(2 * limits.lag_max);
  std::vector<double> lengths;
  for (const std::vector<double>& stretch : ranked)
    lengths.push_back(static_cast<double>(std::max(least, block_length(stretch))));
  std::vector<unsigned> as_strong(found.size(), 0);
  Random random(seed);
  for (unsigned i = 0; i < limits.shuffles; ++i) {
    Stretches shuffle;
    for (std::size_t s = 0; s < ranked.size(); ++s)
      shuffle.push_back(shuffled(ranked[s], lengths[s], limits.lag_max, random));
    double most = 0;
    for (const Stretches& other : all) most = std::max(most, std::abs(strongest(shuffle, other, limits.lag_max).r));
    for (std::size_t k = 0; k < found.size(); ++k)
      if (found[k] && most >= std::abs(found[k]->r)) ++as_strong[k];
  }
  for (std::size_t k = 0; k < found.size(); ++k) {
    if (!found[k]) continue;
    found[k]->p = (as_strong[k] + 1.0) / (limits.shuffles + 1.0);
    found[k]->period = common_period(ranked, all[k]);
  }
  return found;
}

}  // namespace loadtest
