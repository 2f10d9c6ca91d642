#include <fmt/format.h>

#include <array>
#include <cctype>
#include <charconv>
#include <cmath>

#include "core/text.h"
#include "workloads/db/expression.h"

namespace loadtest {

namespace {

constexpr std::uint64_t range_max = std::uint64_t{1} << 53;  // what a double counts
constexpr std::size_t nesting_max = 20, arguments_max = 8, nodes_max = 200;
constexpr std::array<std::string_view, 16> function_names{"random",
                                                          "uniform",
                                                          "random_zipfian",
                                                          "zipfian",
                                                          "random_gaussian",
                                                          "random_exponential",
                                                          "normal",
                                                          "abs",
                                                          "int",
                                                          "double",
                                                          "least",
                                                          "greatest",
                                                          "mod",
                                                          "sqrt",
                                                          "pi",
                                                          "exponential"};

}  // namespace

/// Recursive descent; the first mistake is the one that is told.
class ExpressionParser {
 public:
  using Kind = Expression::Kind;
  using Nodes = std::vector<Expression::Node>;

  ExpressionParser(std::string_view text, const Expression::Names& names) : text_(text), names_(names) {}

  Result<Expression> parse() {
    Expression expression;
    expression.nodes_ = sum();
    blanks();
    if (!error_ && at_ < text_.size()) wrong("\"" + shown(text_.substr(at_)) + "\" is too much");
    if (!error_ && expression.nodes_.size() > nodes_max) wrong("it is too long");
    if (error_) return tl::unexpected(*error_);
    return expression;
  }

 private:
  static std::string shown(std::string_view text) { return escape_foreign(text, 40); }

  void wrong(std::string what, std::string hint = {}) {
    if (!error_) error_ = Error{ErrorKind::config, std::move(what), std::move(hint)};
  }

  void blanks() {
    while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_])) != 0) ++at_;
  }

  bool take(char c) {
    blanks();
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  static Nodes joined(Nodes a, const Nodes& b, Kind kind) {
    a.insert(a.end(), b.begin(), b.end());
    a.push_back({.kind = kind});
    return a;
  }

  Nodes sum() {
    Nodes left = product();
    for (;;) {
      if (error_ || left.size() > nodes_max) return left;
      if (take('+')) {
        left = joined(std::move(left), product(), Kind::add);
      } else if (take('-')) {
        left = joined(std::move(left), product(), Kind::subtract);
      } else {
        return left;
      }
    }
  }

  Nodes product() {
    Nodes left = factor();
    for (;;) {
      if (error_ || left.size() > nodes_max) return left;
      if (take('*')) {
        left = joined(std::move(left), factor(), Kind::multiply);
      } else if (take('/')) {
        left = divided(std::move(left), factor(), Kind::divide);
      } else if (take('%')) {
        left = divided(std::move(left), factor(), Kind::remainder);
      } else {
        return left;
      }
    }
  }

  Nodes divided(Nodes left, const Nodes& right, Kind kind) {
    const auto by = number(right);
    if (error_) return left;
    if (!by)
      wrong("what is divided by must not be drawn", "divide by a number");
    else if (by->whole ? by->i == 0 : by->d == 0)
      wrong("it divides by 0");
    else if (kind == Kind::remainder && !by->whole)
      wrong("the remainder is one of whole numbers");
    return joined(std::move(left), right, kind);
  }

  Nodes factor() {
    if (++nesting_ > nesting_max) wrong("it is nested too deeply");
    Nodes nodes;
    if (error_) return nodes;
    if (take('-')) {
      nodes = factor();
      nodes.push_back({.kind = Kind::negate});
    } else if (take('(')) {
      nodes = sum();
      if (!error_ && !take(')')) wrong("a \")\" is missing");
    } else if (take(':')) {
      nodes = variable(word());
    } else if (blanks();
               at_ < text_.size() && (std::isdigit(static_cast<unsigned char>(text_[at_])) != 0 || text_[at_] == '.')) {
      nodes = literal();
    } else if (const std::string_view name = word(); !name.empty()) {
      nodes = call(name);
    } else {
      wrong(at_ < text_.size() ? "\"" + shown(text_.substr(at_)) + "\" is no number" : "a number is missing");
    }
    --nesting_;
    return nodes;
  }

  std::string_view word() {
    const std::size_t from = at_;
    const auto belongs = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; };
    while (at_ < text_.size() && belongs(text_[at_])) ++at_;
    return text_.substr(from, at_ - from);
  }

  Nodes literal() {
    const char *from = text_.data() + at_, *to = text_.data() + text_.size();
    std::int64_t whole = 0;
    double real = 0;
    const auto as_whole = std::from_chars(from, to, whole);
    const auto as_real = std::from_chars(from, to, real);
    const bool is_whole = as_whole.ec == std::errc{} && as_whole.ptr == as_real.ptr;
    if (as_real.ec != std::errc{}) wrong("\"" + shown(text_.substr(at_)) + "\" is no number");
    at_ += static_cast<std::size_t>(as_real.ptr - from);
    return {{.kind = Kind::number, .number = is_whole ? Number::of(whole) : Number::of(real)}};
  }

  Nodes variable(std::string_view name) {
    const auto named = names_(name);
    if (!named) {
      wrong(fmt::format("there is no \":{}\" here", shown(name)), "set it before, or define it");
      return {};
    }
    if (named->number) return {{.kind = Kind::number, .number = *named->number}};
    return {{.kind = Kind::value, .value = named->value}};
  }

  static std::optional<Number> number(const Nodes& nodes) {
    Expression expression;
    expression.nodes_ = nodes;
    return expression.constant();
  }

  Nodes call(std::string_view name) {
    std::vector<Nodes> arguments;
    if (!take('(')) {
      wrong(fmt::format("\"{}\" is no number", shown(name)),
            "functions have (), earlier values a colon: :" + shown(name));
      return {};
    }
    if (!take(')')) {
      do arguments.push_back(sum());
      while (!error_ && arguments.size() < arguments_max && take(','));
      if (!error_ && !take(')')) wrong(fmt::format("a \")\" is missing after the arguments of {}", shown(name)));
    }
    return error_ ? Nodes{} : made(name, std::move(arguments));
  }

  Nodes made(std::string_view name, std::vector<Nodes> arguments) {
    if (name == "random" || name == "uniform") return draws(name, Kind::uniform, arguments, 2);
    if (name == "random_zipfian" || name == "zipfian") return draws(name, Kind::zipfian, arguments, 3);
    if (name == "random_gaussian") return draws(name, Kind::gaussian, arguments, 3);
    if (name == "random_exponential" || name == "exponential") return draws(name, Kind::exponential, arguments, 3);
    if (name == "normal") return normal(arguments);
    if (name == "abs") return unary(name, Kind::absolute, arguments);
    if (name == "int") return unary(name, Kind::whole, arguments);
    if (name == "double") return unary(name, Kind::real, arguments);
    if (name == "mod" && expect(name, arguments, 2)) return divided(arguments[0], arguments[1], Kind::remainder);
    if (name == "least" || name == "greatest") return extreme(name, arguments);
    if (name == "pi" && expect(name, arguments, 0))
      return {{.kind = Kind::number, .number = Number::of(3.14159265358979323846)}};
    if (name == "sqrt" && expect(name, arguments, 1)) {
      if (const auto of = number(arguments[0]); of && of->d >= 0)
        return {{.kind = Kind::number, .number = Number::of(std::sqrt(of->d))}};
      wrong("sqrt is known of numbers alone");
    }
    if (error_) return {};
    const std::string_view near = nearest(name, function_names);
    wrong(fmt::format("there is no function \"{}\"", shown(name)),
          near.empty() ? "there are random, random_zipfian, random_gaussian, random_exponential and normal"
                       : "did you mean " + std::string(near));
    return {};
  }

  bool expect(std::string_view name, const std::vector<Nodes>& arguments, std::size_t count) {
    if (arguments.size() == count) return true;
    wrong(fmt::format("{} takes {} argument{}, not {}", name, count, count == 1 ? "" : "s", arguments.size()));
    return false;
  }

  Nodes unary(std::string_view name, Kind kind, std::vector<Nodes>& arguments) {
    if (!expect(name, arguments, 1)) return {};
    arguments[0].push_back({.kind = kind});
    return std::move(arguments[0]);
  }

  Nodes extreme(std::string_view name, std::vector<Nodes>& arguments) {
    if (arguments.empty()) wrong(std::string(name) + " takes an argument at least");
    if (error_) return {};
    Nodes nodes = std::move(arguments[0]);
    for (std::size_t i = 1; i < arguments.size(); ++i)
      nodes = joined(std::move(nodes), arguments[i], name == "least" ? Kind::least : Kind::greatest);
    return nodes;
  }

  Nodes normal(const std::vector<Nodes>& arguments) {
    if (!expect("normal", arguments, 2)) return {};
    const auto mean = number(arguments[0]), deviation = number(arguments[1]);
    if (!mean || !deviation)
      wrong("what normal() draws around must not be drawn", "try normal(50, 10)");
    else if (deviation->d < 0)
      wrong("the deviation of normal() is below 0");
    if (error_) return {};
    return {{.kind = Kind::normal, .shape = deviation->d, .mean = mean->d}};
  }

  Nodes draws(std::string_view name, Kind kind, const std::vector<Nodes>& arguments, std::size_t count) {
    if (!expect(name, arguments, count)) return {};
    const auto low = number(arguments[0]), high = number(arguments[1]);
    const auto shape = count == 3 ? number(arguments[2]) : Number::of(1.0);
    if (!low || !high || !shape)
      wrong(fmt::format("the arguments of {} must not be drawn themselves", name), "use numbers");
    else if (!low->whole || !high->whole)
      wrong(fmt::format("{} draws whole numbers", name), "try " + std::string(name) + "(1, 100000…)");
    else if (low->i > high->i)
      wrong(fmt::format("{} has nothing to draw from {} to {}", name, low->i, high->i));
    else if (static_cast<std::uint64_t>(high->i) - static_cast<std::uint64_t>(low->i) >= range_max)
      wrong(fmt::format("{} draws from a range of 2^53 numbers at most", name));
    else if (kind == Kind::zipfian && !(shape->d >= 0.001 && shape->d <= 1000))
      wrong("the exponent of a zipfian lies between 0.001 and 1000");
    else if (kind == Kind::gaussian && !(shape->d >= 2))
      wrong("the parameter of random_gaussian is at least 2");
    else if (kind == Kind::exponential && !(shape->d > 0))
      wrong("the parameter of random_exponential is above 0");
    if (error_) return {};
    Expression::Node node{.kind = kind, .low = low->i, .high = high->i, .shape = shape->d};
    if (kind == Kind::zipfian)
      node.zipf.emplace(static_cast<std::uint64_t>(high->i) - static_cast<std::uint64_t>(low->i) + 1, shape->d);
    return {node};
  }

  std::string_view text_;
  const Expression::Names& names_;
  std::size_t at_ = 0, nesting_ = 0;
  std::optional<Error> error_;
};

Result<Expression> Expression::parse(std::string_view text, const Names& names) {
  auto parsed = ExpressionParser(text, names).parse();
  if (!parsed) return parsed;
  // How deep the stack gets.
  std::size_t depth = 0, deepest = 0;
  for (const Node& node : parsed->nodes_) {
    const bool pushes = node.kind == Kind::number || node.kind == Kind::value || node.kind >= Kind::uniform;
    const bool joins = node.kind >= Kind::add && node.kind <= Kind::greatest;
    depth = pushes ? depth + 1 : joins ? depth - 1 : depth;
    deepest = std::max(deepest, depth);
  }
  if (deepest > depth_max) return fail(ErrorKind::config, "it is nested too deeply");
  return parsed;
}

}  // namespace loadtest
