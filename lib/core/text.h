#pragma once

#include <span>
#include <string>
#include <string_view>

namespace loadtest {

/// Text that the target said, made safe to show: control characters become \xNN, a leading "::" (a command to CI
/// runners) is escaped, invalid UTF-8 is replaced, and what is longer than `max_bytes` is cut with "…".
std::string escape_foreign(std::string_view text, std::size_t max_bytes = 200);

/// The candidate nearest to what was typed (optimal string alignment distance), or empty where none is near enough.
std::string_view nearest(std::string_view typed, std::span<const std::string_view> candidates);

/// Without blanks and line ends around it.
std::string_view without_blanks(std::string_view text);

/// `text` with every byte that is not unreserved (RFC 3986) written as %XX.
std::string percent_encode(std::string_view text);
/// The other way; a % that nothing valid follows stays.
std::string percent_decode(std::string_view text);

}  // namespace loadtest
