#include "workloads/db/user_choice.h"

#include <charconv>
#include <optional>

#include "core/text.h"

namespace loadtest {

namespace {

constexpr double exponent_min = 0.01, exponent_max = 10;

std::optional<double> whole_number(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::string quoted(std::string_view text) { return "\"" + escape_foreign(text, 40) + "\""; }

}  // namespace

Result<double> parse_skew(std::string_view text) {
  constexpr std::string_view zipf = "zipf";
  if (text == "uniform") return 0.0;
  if (text == zipf) return 1.0;
  if (!text.starts_with("zipf:"))
    return fail(ErrorKind::usage, quoted(text) + " is no way to draw users", "there are uniform, zipf and zipf:1.1");
  const auto exponent = whole_number(text.substr(zipf.size() + 1));
  if (exponent && *exponent >= exponent_min && *exponent <= exponent_max) return *exponent;
  return fail(ErrorKind::usage, quoted(text) + " has no exponent from 0.01 to 10", "try zipf:1.1");
}

}  // namespace loadtest
