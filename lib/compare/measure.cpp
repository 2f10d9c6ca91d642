#include "compare/measure.h"

#include <fmt/format.h>

#include <cmath>

#include "core/units.h"

namespace loadtest {
namespace {

std::string_view compared_unit(ComparedMeasure measure) { return is_relative(measure) ? " %" : " points"; }

}  // namespace

std::string describe(ComparedMeasure measure, std::string_view operation) {
  switch (measure) {
    case ComparedMeasure::calm_p95:
      return fmt::format("p95 of {} response in calm seconds", operation);
    case ComparedMeasure::service_p95:
      return fmt::format("p95 of {} service", operation);
    case ComparedMeasure::success:
    case ComparedMeasure::rate:
      return fmt::format("{} {}", operation, compared_words.at(static_cast<std::size_t>(measure)));
    default:
      return fmt::format("{} of {} response", compared_words.at(static_cast<std::size_t>(measure)), operation);
  }
}

std::string_view short_name(ComparedMeasure measure) {
  if (measure == ComparedMeasure::calm_p95) return "p95, calm seconds";
  if (measure == ComparedMeasure::service_p95) return "p95 of service";
  return compared_words.at(static_cast<std::size_t>(measure));
}

std::string show_compared(ComparedMeasure measure, double value) {
  if (is_time(measure)) return show_millis(value);
  if (measure == ComparedMeasure::success) return show_share(value);
  return fmt::format("{:.{}f}/s", value, value >= 100 ? 0 : value >= 10 ? 1 : 2);
}

std::string show_change(ComparedMeasure measure, double change) {
  if (!std::isfinite(change)) return "–";
  // Where a value doubles many times over, nobody reads its decimals.
  const double percent = change * 100;
  return fmt::format("{:+.{}f}{}", percent, std::abs(percent) < 100 ? 1 : 0, compared_unit(measure));
}

std::string show_size(ComparedMeasure measure, double size) {
  const double percent = size * 100;
  return percent < 100 ? fmt::format("{:.3g}{}", percent, compared_unit(measure))
                       : fmt::format("{:.0f}{}", percent, compared_unit(measure));
}

}  // namespace loadtest
