#include "load/stage.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/units.h"

namespace loadtest {
namespace {

constexpr std::uint64_t users_most = 1'000'000;

// What a rate of a run may not be, a stage of it may: none.
bool is_no_rate(std::string_view text) { return text == "0/s" || text == "0/m" || text == "0/h"; }

}  // namespace

Nanos length_of(std::span<const Stage> stages) {
  Nanos length{0};
  for (const Stage& stage : stages) length += stage.duration;
  return length;
}

double peak_of(double start, std::span<const Stage> stages) {
  double peak = start;
  for (const Stage& stage : stages) peak = std::max(peak, stage.target);
  return peak;
}

double value_at(double start, std::span<const Stage> stages, Nanos at) {
  double value = start;
  Nanos from{0};
  for (const Stage& stage : stages) {
    if (at < from + stage.duration)
      return at <= from ? value : value + (stage.target - value) * to_seconds(at - from) / to_seconds(stage.duration);
    from += stage.duration;
    value = stage.target;
  }
  return value;
}

bool constant_from(double start, std::span<const Stage> stages, Nanos from) {
  const double value = value_at(start, stages, from);
  Nanos end{0};
  for (const Stage& stage : stages) {
    end += stage.duration;
    if (end > from && stage.target != value) return false;
  }
  return true;
}

Result<TypedStage> parse_stage(std::string_view text) {
  const auto bad = [&](std::string_view what) {
    return fail(ErrorKind::usage, fmt::format("\"{}\" is not a stage{}", text, what),
                "try 30s:100, 0:20 (a jump) or 2m:200/s");
  };
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return bad("");
  const std::string_view length = text.substr(0, colon), target = text.substr(colon + 1);
  const auto duration = parse_duration(length);
  if (!duration) return bad(": " + duration.error().message);
  TypedStage typed{{*duration, 0}, target.find('/') != std::string_view::npos};
  if (is_no_rate(target)) return typed;
  if (typed.per_time) {
    const auto rate = parse_rate(target);
    if (!rate) return bad(": " + rate.error().message);
    typed.stage.target = *rate;
    return typed;
  }
  const auto count = parse_count(target, 0, users_most);
  if (!count) return bad(": " + count.error().message);
  typed.stage.target = static_cast<double>(*count);
  return typed;
}

std::string text_of(std::span<const Stage> stages, bool per_time) {
  std::string text;
  for (const Stage& stage : stages) {
    text += fmt::format("{}{}:{}{}", text.empty() ? "" : ", ", format_duration(stage.duration), stage.target,
                        per_time ? "/s" : "");
  }
  return text;
}

}  // namespace loadtest
