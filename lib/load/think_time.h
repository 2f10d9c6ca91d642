#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/clock.h"
#include "core/error.h"

namespace loadtest {

/// How long a user pauses between an answer and its next start: the same each time, or drawn. A draw is a pure function
/// of seed, user and turn, so that any split of the users over shards pauses as the unsplit run does.
class ThinkTime {
 public:
  constexpr ThinkTime() = default;
  template <class Rep, class Period>
  constexpr ThinkTime(std::chrono::duration<Rep, Period> always) : first_(always) {}  // a length is a think time
  static ThinkTime uniform(Nanos least, Nanos most);
  static ThinkTime exponential(Nanos mean);
  /// The logarithm is normal: half of the pauses are below the median, and `sigma` says how far they spread.
  static ThinkTime lognormal(Nanos median, double sigma);

  /// "2s", "uniform(1s,3s)", "exponential(2s)", "lognormal(2s,0.5)". Errors: what is wrong with the text; the caller
  /// says where.
  static Result<ThinkTime> parse(std::string_view text);
  /// As parse() reads it.
  std::string text() const;

  bool fixed() const { return shape_ == Shape::fixed; }
  Nanos mean() const;
  /// The pause of this user after its `turn`-th operation.
  Nanos draw(std::uint64_t seed, std::uint64_t user, std::uint64_t turn) const {
    return fixed() ? first_ : draw_random(seed, user, turn);
  }

  friend bool operator==(const ThinkTime&, const ThinkTime&) = default;

 private:
  enum class Shape : std::uint8_t { fixed, uniform, exponential, lognormal };

  ThinkTime(Shape shape, Nanos first, Nanos second, double sigma)
      : shape_(shape), first_(first), second_(second), sigma_(sigma) {}
  Nanos draw_random(std::uint64_t seed, std::uint64_t user, std::uint64_t turn) const;

  Shape shape_ = Shape::fixed;
  Nanos first_{0};   // the length; the least, mean or median one
  Nanos second_{0};  // the greatest one of a uniform distribution
  double sigma_ = 0;
};

}  // namespace loadtest
