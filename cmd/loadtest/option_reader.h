#pragma once

#include <fmt/format.h>

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "core/instant.h"
#include "core/segment.h"
#include "core/units.h"
#include "load/reconnect.h"
#include "load/think_time.h"
#include "loadtest/command.h"
#include "loadtest/track_flags.h"

namespace loadtest {

/// Values of options as what they mean; what is wrong becomes a problem and counts as not given. Options go by the
/// names that they have for one workload; messages by those that were typed.
class OptionReader {
 public:
  OptionReader(const CommandInput& input, const TrackFlags* flags, Problems& problems)
      : input_(input), flags_(flags), problems_(problems) {}

  std::string flag(std::string_view name) const { return flags_ ? flags_->flag(name) : std::string(name); }
  bool given(std::string_view name) const { return input_.given.has(flag(name)); }
  std::string text(std::string_view name, std::string_view fallback) const {
    return input_.settings.get_or(flag(name), fallback);
  }
  std::span<const std::string> all(std::string_view name) const { return input_.settings.all(flag(name)); }
  Settings options() const { return flags_->options_of(input_.settings); }

  std::optional<std::uint64_t> count(std::string_view name, std::uint64_t min, std::uint64_t max) {
    return read<std::uint64_t>(name, [&](const std::string& text) { return parse_count(text, min, max); });
  }
  std::optional<Nanos> duration(std::string_view name) {
    return read<Nanos>(name, [](const std::string& text) { return parse_duration(text); });
  }
  std::optional<Nanos> duration_above_0(std::string_view name, std::string_view why, std::string hint = {}) {
    return read<Nanos>(name, [&](const std::string& text) -> Result<Nanos> {
      auto parsed = parse_duration(text);
      if (parsed && *parsed == Nanos(0)) return fail(ErrorKind::usage, std::string(why), hint);
      return parsed;
    });
  }
  std::optional<double> rate(std::string_view name) {
    return read<double>(name, [](const std::string& text) { return parse_rate(text); });
  }
  std::optional<ThinkTime> think_time(std::string_view name) {
    return read<ThinkTime>(name, [](const std::string& text) { return ThinkTime::parse(text); });
  }
  std::optional<ReconnectPolicy> reconnect(std::string_view name) {
    return read<ReconnectPolicy>(name, [](const std::string& text) { return ReconnectPolicy::parse(text); });
  }
  std::optional<ShardSlot> segment(std::string_view name) {
    return read<ShardSlot>(name, [](const std::string& text) { return parse_segment(text); });
  }
  std::optional<Instant> instant(std::string_view name) {
    return read<Instant>(name, [](const std::string& text) { return parse_instant(text); });
  }
  void problem(std::string_view name, std::string what, std::string hint = {}) {
    problems_.push_back({ErrorKind::usage, fmt::format("--{}: {}", flag(name), what), std::move(hint)});
  }

 private:
  template <class T, class Parse>
  std::optional<T> read(std::string_view name, Parse parse) {
    const auto text = input_.settings.get(flag(name));
    if (!text) return std::nullopt;
    Result<T> parsed = parse(*text);
    if (parsed) return *parsed;
    problem(name, parsed.error().message, parsed.error().hint);
    return std::nullopt;
  }

  const CommandInput& input_;
  const TrackFlags* flags_;
  Problems& problems_;
};

}  // namespace loadtest
