#include "workloads/db/expression.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>

#include "core/random.h"

namespace loadtest {

namespace {

constexpr std::int64_t largest = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t smallest = std::numeric_limits<std::int64_t>::min();

std::int64_t to_whole(double value) {
  if (std::isnan(value)) return 0;
  if (value >= static_cast<double>(largest)) return largest;
  if (value <= static_cast<double>(smallest)) return smallest;
  return static_cast<std::int64_t>(std::llround(value));
}

double standard_normal(std::uint64_t bits) {
  // Box and Muller; 1 - u is never 0.
  const double radius = std::sqrt(-2 * std::log(1 - unit_interval(bits)));
  return radius * std::cos(2 * std::numbers::pi * unit_interval(mix64(bits)));
}

/// `share` of the way from `low` to `high`, both included.
std::int64_t between(std::int64_t low, std::int64_t high, double share) {
  const double width = static_cast<double>(static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low)) + 1;
  const auto step = static_cast<std::uint64_t>(std::min(width - 1, std::floor(width * share)));
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(low) + step);
}

}  // namespace

Number Expression::draw(std::uint64_t bits, std::span<const Number> before) const {
  std::array<Number, depth_max> stack;
  std::size_t top = 0;
  for (const Node& node : nodes_) {
    switch (node.kind) {
      case Kind::number:
        stack[top++] = node.number;
        break;
      case Kind::value:
        stack[top++] = before[node.value];
        break;
      case Kind::negate:
      case Kind::absolute:
      case Kind::whole:
      case Kind::real:
        stack[top - 1] = computed(node.kind, stack[top - 1], stack[top - 1]);
        break;
      case Kind::uniform:
      case Kind::zipfian:
      case Kind::gaussian:
      case Kind::exponential:
      case Kind::normal:
        bits = mix64(bits);
        stack[top++] = drawn(node, bits);
        break;
      default:
        --top;
        stack[top - 1] = computed(node.kind, stack[top - 1], stack[top]);
    }
  }
  return top == 1 ? stack[0] : Number{};
}

std::optional<Number> Expression::constant() const {
  const bool drawn_of = std::any_of(nodes_.begin(), nodes_.end(), [](const Node& node) {
    return node.kind == Kind::value || node.kind >= Kind::uniform;
  });
  if (drawn_of || nodes_.empty()) return std::nullopt;
  return draw(0, {});
}

Number Expression::drawn(const Node& node, std::uint64_t bits) {
  switch (node.kind) {
    case Kind::zipfian:
      return Number::of(node.low + static_cast<std::int64_t>(node.zipf->draw(bits)) - 1);
    case Kind::gaussian: {
      // As pgbench: the bell from -shape to shape is stretched over the range, and what falls outside is drawn again.
      double deviate = standard_normal(bits);
      while (std::abs(deviate) >= node.shape) deviate = standard_normal(bits = mix64(bits + 1));
      return Number::of(between(node.low, node.high, (deviate + node.shape) / (2 * node.shape)));
    }
    case Kind::exponential: {
      const double cut = std::exp(-node.shape), u = 1 - unit_interval(bits);
      return Number::of(between(node.low, node.high, -std::log(cut + (1 - cut) * u) / node.shape));
    }
    case Kind::normal:
      return Number::of(node.mean + node.shape * standard_normal(bits));
    default:
      return Number::of(between(node.low, node.high, unit_interval(bits)));
  }
}

Number Expression::computed(Kind kind, const Number& a, const Number& b) {
  const bool whole = a.whole && b.whole;
  std::int64_t result = 0;
  switch (kind) {
    case Kind::negate:
      return a.whole ? Number::of(a.i == smallest ? largest : -a.i) : Number::of(-a.d);
    case Kind::absolute:
      return a.whole ? Number::of(a.i == smallest ? largest : std::abs(a.i)) : Number::of(std::abs(a.d));
    case Kind::whole:
      return a.whole ? a : Number::of(to_whole(a.d));
    case Kind::real:
      return Number::of(a.d);
    case Kind::least:
      return whole ? Number::of(std::min(a.i, b.i)) : Number::of(std::min(a.d, b.d));
    case Kind::greatest:
      return whole ? Number::of(std::max(a.i, b.i)) : Number::of(std::max(a.d, b.d));
    case Kind::add:
      if (!whole || __builtin_add_overflow(a.i, b.i, &result)) return Number::of(a.d + b.d);
      return Number::of(result);
    case Kind::subtract:
      if (!whole || __builtin_sub_overflow(a.i, b.i, &result)) return Number::of(a.d - b.d);
      return Number::of(result);
    case Kind::multiply:
      if (!whole || __builtin_mul_overflow(a.i, b.i, &result)) return Number::of(a.d * b.d);
      return Number::of(result);
    case Kind::divide:  // the divisor is a constant other than 0
      if (!whole || (a.i == smallest && b.i == -1)) return Number::of(a.d / b.d);
      return Number::of(a.i / b.i);
    case Kind::remainder:
      return Number::of(b.i == -1 ? std::int64_t{0} : (a.whole ? a.i : to_whole(a.d)) % b.i);
    default:
      return {};
  }
}

}  // namespace loadtest
