#include "yaml/yaml_spot.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <filesystem>

#include "core/share.h"
#include "core/text.h"
#include "core/units.h"

namespace loadtest {
namespace {

std::string in_quotes(std::string_view text) { return "\"" + escape_foreign(text, 60) + "\""; }

std::string joined(std::span<const std::string_view> words) { return fmt::format("{}", fmt::join(words, ", ")); }

std::string hint_among(std::string_view typed, std::span<const std::string_view> words) {
  const std::string_view near = nearest(typed, words);
  return near.empty() ? "there are " + joined(words) : "did you mean " + std::string(near) + "?";
}

const char* name_of(YamlNode::Kind kind) {
  switch (kind) {
    case YamlNode::Kind::nothing:
      return "nothing";
    case YamlNode::Kind::scalar:
      return "a single value";
    case YamlNode::Kind::list:
      return "a list";
    case YamlNode::Kind::map:
      return "a map";
  }
  return "";
}

Result<double> parse_number(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(value)) {
    return fail(ErrorKind::config, in_quotes(text) + " is no number");
  }
  return value;
}

}  // namespace

void YamlSpot::wrong(std::string what, std::string hint) const {
  const Error problem{ErrorKind::config, place() + ": " + std::move(what), std::move(hint)};
  const auto same = [&](const Error& other) { return other.line() == problem.line(); };
  auto& told = context_->problems;  // what several readers ask for is told once
  if (std::none_of(told.begin(), told.end(), same)) told.push_back(problem);
}

std::string YamlSpot::folder() const {
  return mark_.file ? std::filesystem::path(*mark_.file).parent_path().string() : std::string{};
}

YamlSpot YamlSpot::operator[](std::string_view key) const {
  const YamlNode::Member* member = is_map() ? node_->find(key) : nullptr;
  std::string path = path_ + (path_.empty() ? "" : ".") + std::string(key);
  if (member == nullptr) return {nullptr, mark_, std::move(path), context_};
  // A value of nothing has no place of its own.
  const bool nothing = member->value.kind == YamlNode::Kind::nothing;
  return {&member->value, nothing ? member->mark : member->value.mark, std::move(path), context_};
}

YamlSpot YamlSpot::need(std::string_view key) const {
  YamlSpot spot = (*this)[key];
  if (!spot.present() && is_map()) wrong(in_quotes(key) + " is missing");
  return spot;
}

std::vector<YamlSpot> YamlSpot::items() const {
  std::vector<YamlSpot> spots;
  if (node_ == nullptr) return spots;
  if (!is_list())
    return wrong(fmt::format("a list is wanted here, not {}", name_of(node_->kind)), "- begins each item"), spots;
  for (std::size_t i = 0; i < node_->items.size(); ++i) {
    const YamlNode& item = node_->items[i];
    spots.push_back({&item, item.mark, fmt::format("{}[{}]", path_, i), context_});
  }
  return spots;
}

std::vector<std::pair<std::string, YamlSpot>> YamlSpot::members() const {
  std::vector<std::pair<std::string, YamlSpot>> spots;
  if (node_ == nullptr) return spots;
  if (!is_map()) return wrong(fmt::format("keys and values are wanted here, not {}", name_of(node_->kind))), spots;
  for (const YamlNode::Member& member : node_->members) spots.emplace_back(member.key, (*this)[member.key]);
  return spots;
}

void YamlSpot::only(std::span<const std::string_view> keys, std::span<const std::string_view> named) const {
  if (node_ == nullptr) return;
  if (!is_map())
    return wrong(fmt::format("keys and values are wanted here, not {}", name_of(node_->kind)), joined(named));
  for (const YamlNode::Member& member : node_->members) {
    if (std::find(keys.begin(), keys.end(), member.key) != keys.end()) continue;
    YamlSpot(nullptr, member.mark, path_, context_)
        .wrong("there is no key " + in_quotes(member.key), hint_among(member.key, named));
  }
}

std::optional<std::string> YamlSpot::text() const {
  if (node_ == nullptr) return std::nullopt;
  if (!is_scalar()) {
    wrong(is(YamlNode::Kind::nothing) ? "there is no value"
                                      : fmt::format("a single value is wanted here, not {}", name_of(node_->kind)),
          is(YamlNode::Kind::nothing) ? "\"\" is an empty text" : "");
    return std::nullopt;
  }
  auto text = context_->variables.expand(node_->text, context_->used);
  if (text) return std::move(*text);
  wrong(text.error().message, text.error().hint);
  return std::nullopt;
}

template <class T, class Parse>
std::optional<T> YamlSpot::parsed(Parse parse) const {
  const auto value = text();
  if (!value) return std::nullopt;
  Result<T> result = parse(*value);
  if (result) return *result;
  wrong(result.error().message, result.error().hint);
  return std::nullopt;
}

std::optional<std::uint64_t> YamlSpot::count(std::uint64_t min, std::uint64_t max) const {
  return parsed<std::uint64_t>([&](const std::string& value) { return parse_count(value, min, max); });
}

std::optional<double> YamlSpot::number(double min, double max) const {
  return parsed<double>([&](const std::string& value) -> Result<double> {
    auto number = parse_number(value);
    if (!number || (*number >= min && *number <= max)) return number;
    return fail(ErrorKind::config, fmt::format("{} is not from {} to {}", in_quotes(value), min, max));
  });
}

std::optional<double> YamlSpot::share() const {
  return parsed<double>([](const std::string& value) { return parse_share(value); });
}

std::optional<bool> YamlSpot::truth() const {
  return parsed<bool>([](const std::string& value) -> Result<bool> {
    if (value == "true" || value == "false") return value == "true";
    return fail(ErrorKind::config, in_quotes(value) + " is neither true nor false");
  });
}

std::optional<Nanos> YamlSpot::duration() const {
  return parsed<Nanos>([](const std::string& value) { return parse_duration(value); });
}

std::optional<double> YamlSpot::rate_per_s() const {
  return parsed<double>([](const std::string& value) { return parse_rate(value); });
}

std::optional<std::size_t> YamlSpot::word(std::span<const std::string_view> words) const {
  return parsed<std::size_t>([&](const std::string& value) -> Result<std::size_t> {
    const auto found = std::find(words.begin(), words.end(), value);
    if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
    return fail(ErrorKind::config, in_quotes(value) + " is not known here", hint_among(value, words));
  });
}

}  // namespace loadtest
