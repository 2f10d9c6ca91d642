#include "core/units.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

namespace loadtest {
namespace {

using Rep = Nanos::rep;

struct Unit {
  std::string_view name;
  Rep nanos;
};

// Falling, since "1h30m" is read from the greatest to the least. Names that begin another one come after it.
constexpr Unit units[] = {{"h", 3'600'000'000'000},
                          {"ms", 1'000'000},
                          {"m", 60'000'000'000},
                          {"s", 1'000'000'000},
                          {"us", 1'000},
                          {"µs", 1'000},
                          {"ns", 1}};
constexpr Rep longest = Rep{365} * 24 * 3'600'000'000'000;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Takes "12" or "0.25" off the front. No sign, exponent, "inf" or "nan".
std::optional<long double> take_number(std::string_view& text) {
  if (text.empty() || !is_digit(text.front())) return std::nullopt;
  long double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
  if (error != std::errc{}) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return number;
}

const Unit* take_unit(std::string_view& text) {
  for (const Unit& unit : units) {
    if (!text.starts_with(unit.name)) continue;
    text.remove_prefix(unit.name.size());
    return &unit;
  }
  return nullptr;
}

std::string quoted(std::string_view text) { return fmt::format("\"{}\"", text); }

// "1.50" -> "1.5", "2.00" -> "2"
std::string trimmed(std::string number) {
  if (number.find('.') == std::string::npos) return number;
  number.erase(number.find_last_not_of('0') + 1);
  if (number.back() == '.') number.pop_back();
  return number;
}

std::string with_fraction(Rep nanos, Rep unit) {
  const Rep rest = nanos % unit;
  if (rest == 0) return fmt::format("{}", nanos / unit);
  const int digits = unit == 1'000'000'000 ? 9 : unit == 1'000'000 ? 6 : 3;
  return trimmed(fmt::format("{}.{:0{}}", nanos / unit, rest, digits));
}

}  // namespace

Result<Nanos> parse_duration(std::string_view text) {
  const auto bad = [&] {
    return fail(ErrorKind::usage, quoted(text) + " is not a duration", "try 300 (seconds), 90s, 250ms or 1h30m");
  };
  std::string_view rest = text;
  long double total = 0;
  Rep previous = longest;
  do {
    const auto number = take_number(rest);
    if (!number) return bad();
    const bool alone = rest.empty() && previous == longest;
    const Unit* unit = take_unit(rest);
    if (!unit && !alone) return bad();
    const Rep nanos = unit ? unit->nanos : 1'000'000'000;
    if (nanos >= previous) return bad();
    previous = nanos;
    total += *number * static_cast<long double>(nanos);
    if (!(total <= static_cast<long double>(longest))) {
      return fail(ErrorKind::usage, quoted(text) + " is longer than 365 days", "a bare number means seconds");
    }
  } while (!rest.empty());
  return Nanos(std::llround(total));
}

Result<double> parse_rate(std::string_view text) {
  const auto bad = [&](std::string_view what) {
    return fail(ErrorKind::usage, quoted(text) + std::string(what), "try 500, 500/s, 30000/m or 10/h");
  };
  std::string_view rest = text;
  const auto number = take_number(rest);
  if (!number) return bad(" is not a rate");
  long double seconds = 1;
  if (rest == "/m") {
    seconds = 60;
  } else if (rest == "/h") {
    seconds = 3600;
  } else if (!rest.empty() && rest != "/s") {
    return bad(" is not a rate");
  }
  const auto rate = static_cast<double>(*number / seconds);
  if (!(rate > 0)) return bad(" is not a rate above 0");
  if (rate > 1e9) return bad(" is more than a thousand million starts per second");
  return rate;
}

Result<std::uint64_t> parse_count(std::string_view text, std::uint64_t min, std::uint64_t max) {
  std::uint64_t n = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
  const bool whole =
      !text.empty() && is_digit(text.front()) && error == std::errc{} && end == text.data() + text.size();
  if (whole && n >= min && n <= max) return n;
  return fail(ErrorKind::usage, fmt::format("{} is not a whole number from {} to {}", quoted(text), min, max));
}

std::string format_duration(Nanos t) {
  if (t.count() == 0) return "0s";
  if (t.count() < 0) return "-" + format_duration(-t);
  Rep n = t.count();
  if (n < 1'000) return fmt::format("{}ns", n);
  if (n < 1'000'000) return with_fraction(n, 1'000) + "us";
  if (n < 1'000'000'000) return with_fraction(n, 1'000'000) + "ms";
  // "90s" reads better than "1m30s", "2m30s" better than "150s".
  if (n < 120'000'000'000) return with_fraction(n, 1'000'000'000) + "s";
  std::string text;
  if (const Rep hours = n / units[0].nanos; hours > 0) text += fmt::format("{}h", hours);
  n %= 3'600'000'000'000;
  if (const Rep minutes = n / 60'000'000'000; minutes > 0) text += fmt::format("{}m", minutes);
  n %= 60'000'000'000;
  if (n > 0) text += with_fraction(n, 1'000'000'000) + "s";
  return text;
}

std::string show_millis(double ms) {
  if (!std::isfinite(ms)) return "–";
  if (ms == 0) return "0 ms";
  if (ms < 0) return "-" + show_millis(-ms);
  // Rounded before the unit is chosen, so that 999.9 ms becomes 1 s and not 1000 ms.
  const double step = std::pow(10, std::floor(std::log10(ms)) - 2);
  const double rounded = std::round(ms / step) * step;
  constexpr double slack = 1 - 1e-12;  // 0.1 + 0.2 must not fall into the unit below
  const auto show = [&](double scale, std::string_view unit) {
    const double value = rounded * scale;
    const int whole_digits = value >= 100 * slack ? 3 : value >= 10 * slack ? 2 : 1;
    return trimmed(fmt::format("{:.{}f}", value, 3 - whole_digits)) + std::string(unit);
  };
  if (rounded >= 1e3 * slack) return show(1e-3, " s");
  if (rounded >= slack) return show(1, " ms");
  if (rounded >= 1e-3 * slack) return show(1e3, " µs");
  return show(1e6, " ns");
}

std::string show_count(std::uint64_t n) {
  std::string text = std::to_string(n);
  for (std::size_t at = text.size(); at > 3;) text.insert(at -= 3, 1, ',');
  return text;
}

std::string show_share(double share) {
  if (!std::isfinite(share)) return "–";
  if (share > 0 && share < 0.0001) return "< 0.01 %";
  if (share < 1 && share > 0.9999) return "> 99.99 %";
  return trimmed(fmt::format("{:.2f}", share * 100)) + " %";
}

}  // namespace loadtest
