#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace loadtest {

/// What is compared of an operation. `calm_p95` = p95 in calm seconds: the lower quartile over the run of each second's
/// p95. What other work on the machines adds, it adds in some seconds; this is what the others agree on. Times are in
/// ms.
enum class ComparedMeasure : std::uint8_t { p50, p95, calm_p95, p99, service_p95, success, rate };
inline constexpr std::size_t compared_measures = 7;

/// Their words in files and options.
inline constexpr std::array<std::string_view, compared_measures> compared_words{
    "p50", "p95", "calm_p95", "p99", "service_p95", "success", "rate"};

inline constexpr bool is_time(ComparedMeasure measure) { return measure < ComparedMeasure::success; }
/// Changes of times and rates are relative, those of shares are differences.
inline constexpr bool is_relative(ComparedMeasure measure) { return measure != ComparedMeasure::success; }
inline constexpr bool more_is_worse(ComparedMeasure measure) { return is_time(measure); }

/// For people: "p95 of chat response", "chat success", "chat rate".
std::string describe(ComparedMeasure, std::string_view operation);
/// For a table whose heading has the operation: "p95", "p95, calm seconds".
std::string_view short_name(ComparedMeasure);
/// "27.9 ms", "99.2 %", "90.1/s".
std::string show_compared(ComparedMeasure, double value);
/// "+15.2 %" of a relative change, "-0.4 points" of one of shares.
std::string show_change(ComparedMeasure, double change);
/// The same without a sign: a size.
std::string show_size(ComparedMeasure, double size);

}  // namespace loadtest
