#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/error.h"
#include "stats/run_result.h"

namespace loadtest {

enum class Measure : std::uint8_t { response, service, failed, success, errors, rate, users, dropped, late };
enum class Statistic : std::uint8_t { min, mean, p50, p90, p95, p99, p999, max, drift };
enum class Comparison : std::uint8_t { less, less_equal, greater, greater_equal };

/// A condition on a measure that a run must meet: `[warn:] TRACK[.OPERATION].MEASURE[.STAT] OP VALUE` (docs/cli.md).
/// Without an operation it speaks of all started operations of the track together (connecting left out).
struct Threshold {
  bool warn = false;
  std::string track;      // "*" = each
  std::string operation;  // empty = all
  Measure measure = Measure::response;
  std::optional<Statistic> statistic;  // response, service and failed have one; drift is response's and errors'

  Comparison comparison = Comparison::less;
  double value = 0;  // ms, share, per second or count
  std::string text;  // as written

  /// Errors (usage) say what is wrong with the expression and show one that works.
  static Result<Threshold> parse(std::string_view text);
  bool holds(double observed) const;
  /// Whether it speaks of how the run went on, not of the whole of it.
  bool of_drift() const { return statistic == Statistic::drift; }
  /// nullopt where the run has no data for it.
  std::optional<double> observe(const TrackResult&, Nanos measured) const;
};

}  // namespace loadtest
