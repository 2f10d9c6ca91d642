#pragma once

#include <cstdint>

namespace loadtest {

/// Draws 1..n where k comes k^-exponent as often as 1, by rejection inversion (Hörmann and Derflinger 1996): no table,
/// whatever n is.
class Zipf {
 public:
  /// n at least 1, exponent above 0.
  Zipf(std::uint64_t n, double exponent);
  /// A pure function of `bits`.
  std::uint64_t draw(std::uint64_t bits) const;

 private:
  double h(double x) const;
  double integral(double x) const;
  double inverse_integral(double y) const;

  double n_, exponent_;
  double at_first_, at_last_, sure_;
};

}  // namespace loadtest
