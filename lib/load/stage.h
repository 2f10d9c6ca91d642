#pragma once

#include <span>
#include <string>
#include <string_view>

#include "core/clock.h"
#include "core/error.h"

namespace loadtest {

/// Part of a profile that goes in a straight line from the previous target to its own; no duration = a jump.
struct Stage {
  Nanos duration{0};
  double target = 0;
};

/// How long they take, one after another.
Nanos length_of(std::span<const Stage>);
/// The highest value of the curve that they draw from `start` on.
double peak_of(double start, std::span<const Stage>);
/// The value of that curve at this instant; after the last stage, its target. At a jump, the value after it.
double value_at(double start, std::span<const Stage>, Nanos at);
/// Whether the curve keeps one value from this instant on.
bool constant_from(double start, std::span<const Stage>, Nanos from);

/// A stage as it is typed.
struct TypedStage {
  Stage stage;
  bool per_time = false;  // its target has a unit of rates
};
/// "30s:100", "0:20" (a jump), "2m:200/s". Errors: what is wrong with the text; the caller says where.
Result<TypedStage> parse_stage(std::string_view text);
/// "30s:100, 0s:20": as they are typed.
std::string text_of(std::span<const Stage>, bool per_time);

}  // namespace loadtest
