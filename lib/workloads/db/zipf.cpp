#include "workloads/db/zipf.h"

#include <algorithm>
#include <cmath>

#include "core/random.h"

namespace loadtest {

namespace {

constexpr double near_zero = 1e-8;

// log(1 + x) / x and (exp(x) - 1) / x, also around 0, which is where the exponent is 1.
double log1p_ratio(double x) { return std::abs(x) > near_zero ? std::log1p(x) / x : 1 - x / 2; }
double expm1_ratio(double x) { return std::abs(x) > near_zero ? std::expm1(x) / x : 1 + x / 2; }

}  // namespace

Zipf::Zipf(std::uint64_t n, double exponent)
    : n_(static_cast<double>(n)),
      exponent_(exponent),
      at_first_(integral(1.5) - 1),
      at_last_(integral(n_ + 0.5)),
      sure_(2 - inverse_integral(integral(2.5) - h(2))) {}

std::uint64_t Zipf::draw(std::uint64_t bits) const {
  // The area under h from 0.5 to n + 0.5 is drawn from; an integer takes it where its own bar covers the point, which
  // is nearly always.
  for (;; bits = mix64(bits)) {
    const double area = at_last_ + unit_interval(bits) * (at_first_ - at_last_);
    const double x = inverse_integral(area);
    const double k = std::clamp(std::floor(x + 0.5), 1.0, n_);
    if (k - x <= sure_ || area >= integral(k + 0.5) - h(k)) return static_cast<std::uint64_t>(k);
  }
}

double Zipf::h(double x) const { return std::exp(-exponent_ * std::log(x)); }

double Zipf::integral(double x) const {
  const double log_x = std::log(x);
  return expm1_ratio((1 - exponent_) * log_x) * log_x;
}

double Zipf::inverse_integral(double y) const {
  const double t = std::max(-1.0, y * (1 - exponent_));
  return std::exp(log1p_ratio(t) * y);
}

}  // namespace loadtest
