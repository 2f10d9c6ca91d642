#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace loadtest {

/// Finds the raw value of a top-level key in a JSON object without building a tree and without allocating: for a string
/// the characters between the quotes (escapes untouched), for anything else its text. nullopt where the text is not an
/// object, is cut off before the key's value ends, or lacks the key. Keys written with escapes are not found.
std::optional<std::string_view> json_field(std::string_view json, std::string_view key);

/// A step into a JSON text: the key of an object, and where it can be one also an index of a list.
struct JsonStep {
  static constexpr std::size_t no_index = static_cast<std::size_t>(-1);
  std::string key;
  std::size_t index = no_index;
};

/// The raw value that a path leads to, found as json_field() finds one; what the path does not touch is passed over.
std::optional<std::string_view> json_at(std::string_view json, std::span<const JsonStep> path);

/// The text of a JSON string's inside with its escapes resolved; malformed escapes are kept as they are.
std::string json_unescape(std::string_view raw);

}  // namespace loadtest
