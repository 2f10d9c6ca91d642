#include "load/schedule.h"

#include <algorithm>
#include <cmath>

namespace loadtest {

// Within a piece that goes from rate a to b in d seconds the count after t is  a*t + (b-a)*t*t/(2d).
// Its inverse, written as 2c / (a + sqrt(a*a + 2(b-a)c/d)), needs no case for a constant rate and stays accurate on
// ramps down to zero, where the textbook form subtracts nearly equal numbers.

Schedule::Schedule(double start, std::span<const Stage> stages) {
  double from_s = 0;
  double value = start;
  for (const Stage& stage : stages) {
    const double length_s = to_seconds(stage.duration);
    if (length_s > 0) {
      pieces_.push_back({from_s, length_s, value, stage.target, total_});
      from_s += length_s;
      total_ += (value + stage.target) / 2 * length_s;
    }
    value = stage.target;
  }
}

std::optional<Nanos> Schedule::when(double count) const {
  if (count < 0 || count > total_) return std::nullopt;
  // The last piece that begins at or below this count; pieces without area are passed over by the order.
  auto piece = std::upper_bound(pieces_.begin(), pieces_.end(), count,
                                [](double c, const Piece& p) { return c < p.from_count; });
  if (piece == pieces_.begin()) return std::nullopt;
  --piece;
  const double c = count - piece->from_count;
  if (c <= 0) return from_seconds(piece->from_s);
  const double a = piece->from_value;
  const double slope = (piece->to_value - a) / piece->length_s;
  const double divisor = a + std::sqrt(std::max(0.0, a * a + 2 * slope * c));
  const double t = divisor > 0 ? 2 * c / divisor : piece->length_s;
  return from_seconds(piece->from_s + std::min(t, piece->length_s));
}

}  // namespace loadtest
