#include "judge/wording.h"

#include <fmt/format.h>

#include <array>
#include <cmath>

#include "core/units.h"

namespace loadtest {
namespace {

constexpr std::array<std::string_view, 9> measures{"response", "service", "failed",  "success", "errors",
                                                   "rate",     "users",   "dropped", "late"};
constexpr std::array<std::string_view, 9> statistics{"min", "mean", "p50", "p90", "p95", "p99", "p999", "max", "drift"};

std::string limit_of_time(double ms) {
  if (ms >= 1000) return fmt::format("{:.6g} s", ms / 1000);
  if (ms >= 1 || ms == 0) return fmt::format("{:.6g} ms", ms);
  return fmt::format("{:.6g} µs", ms * 1000);
}

}  // namespace

std::span<const std::string_view> measure_names() { return measures; }
std::span<const std::string_view> statistic_names() { return statistics; }

std::string_view unit_of(Measure measure) {
  switch (measure) {
    case Measure::response:
    case Measure::service:
    case Measure::failed:
      return "ms";
    case Measure::success:
    case Measure::errors:
      return "share";
    case Measure::rate:
      return "1/s";
    case Measure::users:
    case Measure::dropped:
    case Measure::late:
      return "count";
  }
  return "count";
}

std::string_view unit_of(const Threshold& threshold) {
  return threshold.of_drift() ? "share" : unit_of(threshold.measure);
}

std::string describe(const Threshold& threshold) {
  if (threshold.measure == Measure::users) return "users connected at once";
  const std::string_view measure = measures[static_cast<std::size_t>(threshold.measure)];
  const std::string what =
      threshold.operation.empty() ? std::string(measure) : fmt::format("{} {}", threshold.operation, measure);
  if (!threshold.statistic) return what;
  return fmt::format("{} of {}", statistics[static_cast<std::size_t>(*threshold.statistic)], what);
}

std::string show_value(double value, std::string_view unit) {
  if (unit == "ms") return show_millis(value);
  if (unit == "share") return show_share(value);
  if (unit == "ratio") return fmt::format("{:.2f} x", value);
  if (unit == "count") return show_count(static_cast<std::uint64_t>(value));
  // A rate: three digits where it is small, whole numbers where it is not.
  if (value >= 100) return show_count(static_cast<std::uint64_t>(std::llround(value))) + "/s";
  return fmt::format("{:.3g}/s", value);
}

std::string show_limit(double value, std::string_view unit) {
  if (unit == "ms") return limit_of_time(value);
  if (unit == "share") return fmt::format("{:.6g} %", value * 100);
  if (unit == "ratio") return fmt::format("{:.6g} x", value);
  if (unit == "count") return show_count(static_cast<std::uint64_t>(value));
  return fmt::format("{:.6g}/s", value);
}

}  // namespace loadtest
