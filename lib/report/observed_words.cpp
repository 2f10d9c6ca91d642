#include "report/observed_words.h"

#include <fmt/format.h>

#include <array>
#include <cmath>

#include "core/units.h"
#include "judge/wording.h"

namespace loadtest {

namespace {

std::string show_bytes(double bytes) {
  constexpr std::array units{"B", "KiB", "MiB", "GiB", "TiB"};
  std::size_t unit = 0;
  while (std::abs(bytes) >= 1024 && unit + 1 < units.size()) {
    bytes /= 1024;
    ++unit;
  }
  return fmt::format("{:.3g} {}", bytes, units[unit]);
}

}  // namespace

std::string show_observed(double value, std::string_view unit) {
  if (unit == "share") return show_share(value);
  if (unit == "ms") return show_millis(value);
  if (unit == "s") return show_millis(value * 1000);
  if (unit == "bytes") return show_bytes(value);
  if (unit == "bytes/s") return show_bytes(value) + "/s";
  if (unit == "/s") return show_value(value, "1/s");
  const bool whole = std::abs(value - std::round(value)) < 1e-9 && std::abs(value) < 1e15;
  std::string shown =
      whole && value >= 0 ? show_count(static_cast<std::uint64_t>(std::llround(value))) : fmt::format("{:.3g}", value);
  return unit.empty() ? shown : shown + " " + std::string(unit);
}

}  // namespace loadtest
