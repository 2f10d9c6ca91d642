#pragma once

#include <span>
#include <string>
#include <string_view>

#include "judge/threshold.h"

namespace loadtest {

/// The words of the threshold grammar, in the order of their enumerators.
std::span<const std::string_view> measure_names();
std::span<const std::string_view> statistic_names();

/// "ms", "share", "1/s" or "count": what a measure's numbers are.
std::string_view unit_of(Measure);
std::string_view unit_of(const Threshold&);

/// A threshold's subject for people: "p95 of chat response", "connect success", "users connected at once".
std::string describe(const Threshold&);

/// An observed value: "3.41 s", "99.95 %", "61.2/s", "1,234", "1.8 x".
std::string show_value(double value, std::string_view unit);

/// A bound, without digits that nobody wrote: "2 s", "99 %".
std::string show_limit(double value, std::string_view unit);

}  // namespace loadtest
