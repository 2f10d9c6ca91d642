#include "findings/beat.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace loadtest {

namespace {

constexpr std::size_t happenings_min = 4;
constexpr double off_share = 0.08;  // of the period
constexpr double chance_max = 1e-3;
constexpr double skipped_max = 0.3;  // of the beats: something that stalls each minute may be missed now and then
constexpr double length_share_max = 0.6;

double middle_of(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

}  // namespace

std::optional<Beat> find_beat(std::span<const Happening> all, double sure_to) {
  if (all.size() < happenings_min) return std::nullopt;
  std::vector<double> gaps, lengths;
  for (std::size_t i = 1; i < all.size(); ++i) gaps.push_back(all[i].end() - all[i - 1].end());
  for (const Happening& one : all) lengths.push_back(one.length);
  const double gap = middle_of(gaps);
  if (gap <= 0) return std::nullopt;

  // The number of each beat, and the line through their instants.
  std::vector<double> numbers{0};
  for (const double one : gaps) numbers.push_back(numbers.back() + std::max(1.0, std::round(one / gap)));
  const auto n = static_cast<double>(all.size());
  if (numbers.back() + 1 > n / (1 - skipped_max)) return std::nullopt;
  double k = 0, t = 0, kk = 0, kt = 0;
  for (std::size_t i = 0; i < all.size(); ++i) {
    k += numbers[i];
    t += all[i].end();
    kk += numbers[i] * numbers[i];
    kt += numbers[i] * all[i].end();
  }
  Beat beat;
  beat.period = (n * kt - k * t) / (n * kk - k * k);
  const double end = (t - beat.period * k) / n;
  beat.length = *std::max_element(lengths.begin(), lengths.end());
  beat.phase = end - beat.length;
  if (beat.period <= 0 || middle_of(lengths) > length_share_max * beat.period) return std::nullopt;
  for (std::size_t i = 0; i < all.size(); ++i)
    beat.off_max = std::max(beat.off_max, std::abs(all[i].end() - end - beat.period * numbers[i]));
  const double off_allowed = off_share * beat.period + sure_to;
  if (beat.off_max > off_allowed) return std::nullopt;
  // Gaps between what comes by chance are exponential: one of mean P is within P ± w with a probability of 2w / (e P),
  // and the first of them gives P. Both ends of a gap may be off.
  const double width = std::max(beat.off_max, 0.01 * beat.period) * 2;
  beat.chance = std::pow(std::min(1.0, 2 * width / (std::exp(1.0) * beat.period)), n - 2);
  return beat.chance <= chance_max ? std::optional(beat) : std::nullopt;
}

}  // namespace loadtest
