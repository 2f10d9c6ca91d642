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

/// How wide what is written for people is where nothing says otherwise.
inline constexpr std::size_t usual_columns = 100;

/// Breaks at blanks into lines of at most `width` columns; a longer word keeps a line of its own.
std::vector<std::string> wrap(std::string_view text, std::size_t width);

/// Breaks the lines that are too long for so many columns, also painted ones, and indents what is broken off.
std::string fit_lines(std::string_view text, std::size_t columns);

/// Characters beyond ASCII as \u00e4 or \U0001f600, bytes that are none as \ufffd: the escapes of YAML's quoted text.
std::string escape_beyond_ascii(std::string_view text);

/// What becomes of characters for which ASCII has nothing alike: a "?", so that columns stay aligned, or \u00e4, so
/// that nothing is lost.
enum class BeyondAscii { replaced, escaped };

/// The same text for terminals without UTF-8.
std::string to_ascii(std::string_view text, BeyondAscii = BeyondAscii::replaced);

}  // namespace loadtest
