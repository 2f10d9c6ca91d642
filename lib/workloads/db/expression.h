#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "workloads/db/zipf.h"

namespace loadtest {

/// A number of an expression: whole ones stay whole, as in pgbench.
struct Number {
  bool whole = true;
  std::int64_t i = 0;
  double d = 0;

  static Number of(std::int64_t value) { return {true, value, static_cast<double>(value)}; }
  static Number of(double value) { return {false, 0, value}; }
};

/// What a number is drawn or computed by: pgbench's expressions ("1 + random(0, 99 * :scale)") with uniform, zipfian
/// and normal beside. Drawing neither allocates nor fails.
class Expression {
 public:
  /// What a name stands for: a number, or the index of a value that was drawn before.
  struct Named {
    std::optional<Number> number{};
    std::size_t value = 0;
  };
  using Names = std::function<std::optional<Named>(std::string_view)>;

  /// Errors (config) say what is wrong and what to try, without the place.
  static Result<Expression> parse(std::string_view text, const Names&);

  /// A pure function of `bits` and the values that were drawn before.
  Number draw(std::uint64_t bits, std::span<const Number> before) const;
  /// Where nothing is drawn.
  std::optional<Number> constant() const;

  static constexpr std::size_t depth_max = 32;

 private:
  friend class ExpressionParser;
  enum class Kind : std::uint8_t {
    number,
    value,
    negate,
    add,
    subtract,
    multiply,
    divide,
    remainder,
    least,
    greatest,
    absolute,
    whole,
    real,
    uniform,
    zipfian,
    gaussian,
    exponential,
    normal
  };
  struct Node {
    Kind kind;
    Number number{};                 // of `number`
    std::size_t value = 0;           // of `value`
    std::int64_t low = 0, high = 0;  // bounds of what is drawn
    double shape = 0, mean = 0;      // pgbench's parameter; the deviation of `normal`
    std::optional<Zipf> zipf{};
  };
  static Number drawn(const Node&, std::uint64_t bits);
  static Number computed(Kind, const Number& a, const Number& b);

  std::vector<Node> nodes_;  // in the order of a stack machine
};

}  // namespace loadtest
