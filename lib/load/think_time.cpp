#include "load/think_time.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numbers>
#include <optional>
#include <vector>

#include "core/random.h"
#include "core/units.h"

namespace loadtest {
namespace {

// Sets these draws apart from all others of the same seed.
constexpr std::uint64_t think_salt = 0x7468696e6b74696d;
// A spread beyond this has a mean that is ninety times its median, and is a slip of the pen.
constexpr double sigma_max = 3;
// The tail of a wide distribution has pauses that outlast any run, and the clock's range.
constexpr double longest_s = 365.0 * 24 * 3600;

Nanos bounded(double seconds) { return from_seconds(std::clamp(seconds, 0.0, longest_s)); }

std::string_view without_blanks(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

std::vector<std::string_view> split_arguments(std::string_view text) {
  std::vector<std::string_view> parts;
  for (std::size_t from = 0; from <= text.size();) {
    const std::size_t comma = std::min(text.find(',', from), text.size());
    parts.push_back(without_blanks(text.substr(from, comma - from)));
    from = comma + 1;
  }
  return parts;
}

std::optional<double> parse_sigma(std::string_view text) {
  double sigma = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), sigma, std::chars_format::fixed);
  const bool whole = error == std::errc{} && end == text.data() + text.size();
  return whole && sigma > 0 && sigma <= sigma_max ? std::optional(sigma) : std::nullopt;
}

}  // namespace

ThinkTime ThinkTime::uniform(Nanos least, Nanos most) { return {Shape::uniform, least, most, 0}; }
ThinkTime ThinkTime::exponential(Nanos mean) { return {Shape::exponential, mean, Nanos(0), 0}; }
ThinkTime ThinkTime::lognormal(Nanos median, double sigma) { return {Shape::lognormal, median, Nanos(0), sigma}; }

Result<ThinkTime> ThinkTime::parse(std::string_view text) {
  const auto bad = [&](const std::string& what) {
    return fail(ErrorKind::usage, fmt::format("\"{}\" is not a think time: {}", text, what),
                "try 2s, uniform(1s,3s), exponential(2s) or lognormal(2s,0.5)");
  };
  const std::size_t bracket = text.find('(');
  if (bracket == std::string_view::npos) {
    const auto length = parse_duration(text);
    if (!length) return bad(length.error().message);
    return ThinkTime(*length);
  }
  const std::string_view name = without_blanks(text.substr(0, bracket));
  if (!text.ends_with(')')) return bad("a bracket is not closed");
  const auto arguments = split_arguments(text.substr(bracket + 1, text.size() - bracket - 2));
  const bool known = name == "uniform" || name == "exponential" || name == "lognormal";
  if (!known) return bad(fmt::format("\"{}\" is no distribution", name));
  const std::size_t wanted = name == "exponential" ? 1 : 2;
  if (arguments.size() != wanted)
    return bad(fmt::format("{} takes {}", name, wanted == 1 ? "one value" : "two values"));
  const auto first = parse_duration(arguments[0]);
  if (!first) return bad(first.error().message);
  if (name == "exponential") return exponential(*first);
  if (name == "lognormal") {
    const auto sigma = parse_sigma(arguments[1]);
    if (!sigma)
      return bad(fmt::format("the spread \"{}\" is not a number above 0, and at most {}", arguments[1], sigma_max));
    return lognormal(*first, *sigma);
  }
  const auto second = parse_duration(arguments[1]);
  if (!second) return bad(second.error().message);
  if (*second < *first) return bad("the greatest pause is shorter than the least");
  return uniform(*first, *second);
}

std::string ThinkTime::text() const {
  const std::string first = format_duration(first_);
  switch (shape_) {
    case Shape::uniform:
      return fmt::format("uniform({},{})", first, format_duration(second_));
    case Shape::exponential:
      return fmt::format("exponential({})", first);
    case Shape::lognormal:
      return fmt::format("lognormal({},{})", first, sigma_);
    case Shape::fixed:
      break;
  }
  return first;
}

Nanos ThinkTime::mean() const {
  switch (shape_) {
    case Shape::uniform:
      return first_ + (second_ - first_) / 2;
    case Shape::lognormal:
      return bounded(to_seconds(first_) * std::exp(sigma_ * sigma_ / 2));
    case Shape::exponential:
    case Shape::fixed:
      break;
  }
  return first_;
}

Nanos ThinkTime::draw_random(std::uint64_t seed, std::uint64_t user, std::uint64_t turn) const {
  Random random(mix64(seed ^ think_salt) ^ mix64(mix64(user) + turn));
  switch (shape_) {
    case Shape::uniform:
      return first_ + from_seconds(random.uniform() * to_seconds(second_ - first_));
    case Shape::exponential:
      return bounded(random.exponential(to_seconds(first_)));
    case Shape::lognormal: {
      // Box and Muller: two uniform draws make a normal one.
      const double radius = std::sqrt(2 * random.exponential(1));
      const double normal = radius * std::cos(2 * std::numbers::pi * random.uniform());
      return bounded(to_seconds(first_) * std::exp(sigma_ * normal));
    }
    case Shape::fixed:
      break;
  }
  return first_;
}

}  // namespace loadtest
