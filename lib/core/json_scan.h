#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace loadtest {

/// Finds the raw value of a top-level key in a JSON object without building a tree and without allocating: for a string
/// the characters between the quotes (escapes untouched), for anything else its text. nullopt where the text is not an
/// object, is cut off before the key's value ends, or lacks the key. Keys written with escapes are not found.
std::optional<std::string_view> json_field(std::string_view json, std::string_view key);

/// The text of a JSON string's inside with its escapes resolved; malformed escapes are kept as they are.
std::string json_unescape(std::string_view raw);

}  // namespace loadtest
