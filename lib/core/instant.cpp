#include "core/instant.h"

#include <fmt/chrono.h>

#include <charconv>
#include <optional>

#include "core/text.h"

namespace loadtest {

namespace {

using std::chrono::days;
using std::chrono::seconds;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Takes a number of exactly so many digits off the front.
std::optional<int> take_digits(std::string_view& text, std::size_t digits) {
  if (text.size() < digits) return std::nullopt;
  int number = 0;
  for (std::size_t i = 0; i < digits; ++i) {
    if (!is_digit(text[i])) return std::nullopt;
    number = number * 10 + (text[i] - '0');
  }
  text.remove_prefix(digits);
  return number;
}

bool take(std::string_view& text, std::string_view any_of) {
  if (text.empty() || any_of.find(text.front()) == std::string_view::npos) return false;
  text.remove_prefix(1);
  return true;
}

// ".25"; digits beyond nanoseconds are cut off.
std::optional<std::chrono::nanoseconds> take_fraction(std::string_view& text) {
  if (!take(text, ".")) return std::chrono::nanoseconds(0);
  if (text.empty() || !is_digit(text.front())) return std::nullopt;
  std::int64_t nanos = 0, unit = 100'000'000;
  for (; !text.empty() && is_digit(text.front()); text.remove_prefix(1), unit /= 10) nanos += (text[0] - '0') * unit;
  return std::chrono::nanoseconds(nanos);
}

std::optional<seconds> take_zone(std::string_view& text) {
  if (take(text, "Zz")) return seconds(0);
  const bool west = !text.empty() && text.front() == '-';
  if (!take(text, "+-")) return std::nullopt;
  const auto hours = take_digits(text, 2);
  if (!hours || !take(text, ":")) return std::nullopt;
  const auto minutes = take_digits(text, 2);
  if (!minutes || *hours > 23 || *minutes > 59) return std::nullopt;
  const seconds offset(*hours * 3600 + *minutes * 60);
  return west ? -offset : offset;
}

struct LocalTime {
  seconds whole;
  std::chrono::nanoseconds fraction;
};

std::optional<LocalTime> take_local_time(std::string_view& text) {
  const auto year = take_digits(text, 4);
  if (!year || !take(text, "-")) return std::nullopt;
  const auto month = take_digits(text, 2);
  if (!month || !take(text, "-")) return std::nullopt;
  const auto day = take_digits(text, 2);
  if (!day || !take(text, "Tt ")) return std::nullopt;
  const auto hour = take_digits(text, 2);
  if (!hour || !take(text, ":")) return std::nullopt;
  const auto minute = take_digits(text, 2);
  if (!minute || !take(text, ":")) return std::nullopt;
  const auto second = take_digits(text, 2);
  const auto fraction = take_fraction(text);
  const std::chrono::year_month_day date{std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!second || !fraction || !date.ok() || *hour > 23 || *minute > 59 || *second > 59) return std::nullopt;
  // What a system clock of nanoseconds can say at all.
  if (*year < 1970 || *year > 2261) return std::nullopt;
  const seconds midnight = std::chrono::sys_days(date).time_since_epoch();
  return LocalTime{midnight + seconds(*hour * 3600 + *minute * 60 + *second), *fraction};
}

std::optional<Instant> unix_seconds(std::string_view text) {
  constexpr std::int64_t most = 9'000'000'000;  // in the year 2255
  std::int64_t whole = 0;
  if (text.empty() || !is_digit(text.front())) return std::nullopt;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), whole);
  if (error != std::errc{} || whole > most) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  const auto fraction = take_fraction(text);
  if (!fraction || !text.empty()) return std::nullopt;
  return Instant(seconds(whole) + *fraction);
}

}  // namespace

Result<Instant> parse_instant(std::string_view text) {
  if (const auto instant = unix_seconds(text)) return *instant;
  const auto bad = [&](std::string_view why, std::string hint) {
    return fail(ErrorKind::usage, fmt::format("\"{}\" {}", escape_foreign(text, 60), why), std::move(hint));
  };
  std::string_view rest = text;
  const auto local = take_local_time(rest);
  if (!local) {
    const bool number = !text.empty() && text.find_first_not_of("0123456789.") == std::string_view::npos;
    return number ? bad("is no instant in Unix seconds", "are these milliseconds? date +%s tells seconds")
                  : bad("is no instant", "try 2026-11-23T03:00:00Z, or Unix seconds as date +%s tells them");
  }
  if (rest.empty()) return bad("has no zone", "for UTC add Z, else its offset: +01:00");
  const auto zone = take_zone(rest);
  if (!zone || !rest.empty()) return bad("has a zone that is none", "Z, or an offset such as +01:00");
  return Instant(local->whole - *zone + local->fraction);
}

std::string format_instant(Instant instant) {
  using namespace std::chrono;
  const auto whole = floor<seconds>(instant);
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z", fmt::gmtime(system_clock::to_time_t(whole)),
                     duration_cast<milliseconds>(instant - whole).count());
}

}  // namespace loadtest
