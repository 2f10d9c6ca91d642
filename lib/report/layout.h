#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace loadtest {

/// The length in bytes of the UTF-8 character at `at`; 0 where the bytes are none.
std::size_t utf8_bytes(std::string_view text, std::size_t at);

/// How many columns of a terminal a text without colours takes.
std::size_t width_of(std::string_view text);

std::string pad_right(std::string_view text, std::size_t width);
std::string pad_left(std::string_view text, std::size_t width);

/// The first `width` columns of a text.
std::string_view cut(std::string_view text, std::size_t width);

/// Breaks at blanks into lines of at most `width` columns; a longer word keeps a line of its own.
std::vector<std::string> wrap(std::string_view text, std::size_t width);

/// The same text for terminals without UTF-8, each character replaced by one of ASCII so that columns stay aligned.
std::string to_ascii(std::string_view text);

}  // namespace loadtest
